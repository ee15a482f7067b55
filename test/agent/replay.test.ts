import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCamera } from '../../agent/agent.ts'
import { runCamera } from '../../agent/camera.ts'
import type { AgentConfig } from '../../agent/config.ts'
import { createDeliver } from '../../agent/deliver.ts'
import { openDetectors } from '../../agent/detectors.ts'
import { openHiding } from '../../agent/hiding.ts'
import { openMediaFolder } from '../../agent/media/media-folder.ts'
import { createNotices } from '../../agent/notices.ts'
import { openOutbox } from '../../agent/outbox/outbox.ts'
import type { ReplayedMessage } from '../../agent/replay/message-row.ts'
import type { Moment } from '../../agent/replay/moment.ts'
import { replay } from '../../agent/replay.ts'
import { createClosing } from '../../runtime/closing.ts'
import { createLog } from '../../runtime/log.ts'
import { chainLink } from '../../wire/chain.ts'
import type { EventMessage } from '../../wire/event.ts'
import { sentEvent } from '../sent-event.ts'
import { checkedConfig, lengthMs, makeStreet, startAt } from './replayed.ts'

const log = createLog('test', 'silent')
let street: ReturnType<typeof makeStreet>
let replayed: ReplayedMessage[]
let moments: Moment[]

beforeAll(async () => {
  street = makeStreet()
  moments = []
  replayed = await replayedOf({ onMoment: (moment) => void moments.push(moment) })
})
afterAll(() => street.close())

type Changes = { startAt?: number; signal?: AbortSignal; onMoment?: (moment: Moment) => void; failAt?: number }

async function replayedOf({ failAt, ...changes }: Changes = {}): Promise<ReplayedMessage[]> {
  const config = checkedConfig('rtsp://192.0.2.1/')
  const closing = createClosing()
  const found: ReplayedMessage[] = []
  const onMessage = (message: ReplayedMessage): void => {
    if (found.push(message) === failAt) throw new Error('the disk is full')
  }
  const signal = new AbortController().signal
  const [camera] = config.cameras
  if (camera === undefined) throw new Error('no camera')
  try {
    await replay({ config, camera, video: street.video, startAt, onMessage, log, signal, ...changes }, closing)
  } finally {
    await closing.close()
  }
  return found
}

const messages = () => replayed.map(({ message }) => message)
const payloads = () => replayed.map(({ payload }) => payload)

/** What an agent has in its outbox when it has played the file to its end. */
async function liveMessages(config: AgentConfig): Promise<EventMessage[]> {
  const closing = createClosing()
  const identity = { site: config.site, agent: config.agent }
  const clock = () => 'rtc' as const
  const now = Date.now
  const { lost } = createNotices(now, clock)
  const outbox = openOutbox({ file: join(street.folder, 'outbox.db'), identity, now, declare: lost })
  closing.add('outbox', () => outbox.close())
  try {
    const detectors = await openDetectors(config, closing)
    const origin = `${config.site}/${config.agent}/${outbox.boot}`
    const station = { config, detectors, clock, origin, now, outbox }
    const { hide } = await openHiding(config, log, closing)
    const deliver = createDeliver(outbox, openMediaFolder(join(street.folder, 'media'), 1e9), hide, log)
    const [camera] = config.cameras
    if (camera === undefined) throw new Error('no camera')
    const parts = createCamera(station, camera, deliver, log, () => ({ reportHealth() {} }))
    await runCamera(parts, new AbortController().signal)
    return outbox.pending(0, 10_000).map(sentEvent)
  } finally {
    await closing.close()
  }
}

describe('a video that is replayed', { timeout: 60_000 }, () => {
  it('gives events of every phase, by the time of its pictures', () => {
    expect(new Set(messages().map(({ phase }) => phase))).toEqual(new Set(['start', 'pulse', 'end']))
    expect(new Set(messages().map(({ rule }) => rule))).toEqual(new Set(['Vỉa hè', 'Vạch']))
    for (const { at } of messages()) expect(at - startAt).toSatisfy((ms) => Number(ms) >= 0 && Number(ms) <= lengthMs)
  })

  it('gives the same bytes each time', async () => {
    expect((await replayedOf()).map(({ text }) => text)).toEqual(replayed.map(({ text }) => text))
  })

  it('gives what an agent would have sent, but for its boot and what follows from that', async () => {
    const source = { realTime: false, startAt }
    const live = await liveMessages(checkedConfig(street.video, source))
    const bare = ({ id: _, boot, seq: __, prev: ___, ...message }: EventMessage) => ({
      ...message,
      isLive: boot !== 1,
    })
    expect(live.length).toBeGreaterThan(10)
    expect(messages().map(bare)).toEqual(live.map((message) => ({ ...bare(message), isLive: false })))
    const orders = [messages(), live].map((all) => all.map(({ id }) => all.findIndex((other) => other.id === id)))
    expect(orders[0]).toEqual(orders[1])
  })

  it('numbers and chains its messages', () => {
    expect(messages().map(({ seq }) => seq)).toEqual(replayed.map((_, index) => index + 1))
    expect(messages().map(({ prev }) => prev)).toEqual([undefined, ...payloads().slice(0, -1).map(chainLink)])
  })

  it('shows each picture that was analysed, with what was reported of it', () => {
    const seen = moments.flatMap(({ seen }) => seen ?? [])
    expect(seen.map(({ frame }) => frame.at - startAt)).toEqual(seen.map((_, index) => index * 200))
    expect(seen.map(({ scene }) => scene.at)).toEqual(seen.map(({ frame }) => frame.at))
    expect(moments.flatMap(({ reports }) => reports.map(({ draft }) => draft.id))).toEqual(
      messages().map(({ id }) => id),
    )
    expect(moments.findIndex(({ seen }) => seen === undefined)).toBe(moments.length - 1)
  })

  it('counts from its beginning when nobody knows when that was, and says so', async () => {
    const config = checkedConfig('rtsp://192.0.2.1/')
    const [camera] = config.cameras
    const closing = createClosing()
    const found: EventMessage[] = []
    const onMessage = ({ message }: { message: EventMessage }) => void found.push(message)
    const { signal } = new AbortController()
    if (camera !== undefined) await replay({ config, camera, video: street.video, onMessage, log, signal }, closing)
    await closing.close()
    expect(found.map(({ at, clock }) => [at, clock])).toEqual(messages().map(({ at }) => [at - startAt, 'none']))
  })
})

describe('a replay that is stopped', () => {
  it('ends what was open', async () => {
    const stopping = new AbortController()
    const reports: string[] = []
    const onMoment = ({ seen, reports: told }: Moment) => {
      reports.push(...told.map(({ draft }) => `${draft.phase} ${draft.reason ?? ''}`))
      if (told.some(({ draft }) => draft.phase === 'start') && seen !== undefined) stopping.abort()
    }
    await expect(replayedOf({ signal: stopping.signal, onMoment })).rejects.toThrow('aborted')
    expect(reports.at(-1)).toBe('end source-lost')
  })

  it('fails when its messages cannot be taken', async () => {
    await expect(replayedOf({ failAt: 2 })).rejects.toThrow('the disk is full')
  })
})
