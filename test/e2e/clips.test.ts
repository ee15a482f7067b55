import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PendingClip } from '../../agent/recording/pending-clips.ts'
import { projectRoot } from '../../runtime/project.ts'
import type { EventRecord } from '../../wire/rest.ts'
import { hasShared, shared } from '../shared.ts'
import { hasRtspServer, type RtspServer, startRtspServer } from './rtsp.ts'
import { createStack, type RunningProgram, type Stack, waitFor } from './stack.ts'

const screenshots = join(projectRoot, 'data', 'screenshots')
const preRollMs = 3_000
const maxBytes = 4_000_000
const line = [
  [0, 0.52],
  [0.73, 0.52],
]
/** A fast link: pictures and clips do not wait for each other. */
const keys = { mediaMaxBytesPerS: 16_000_000 }

/** What Chromium says of a video element. */
type Playing = { readonly currentTime: number; readonly videoWidth: number; readonly duration: number }

describe.skipIf(!hasShared || !hasRtspServer)('the clip of an event, from a camera to a browser', () => {
  let stack: Stack
  let server: RtspServer
  let agent: RunningProgram
  let browser: Browser
  let page: Page
  let uploaded: EventRecord
  let mostBytes = 0
  /** Since then the stream that is analysed is smaller than the one that is recorded. */
  let since = 0
  let sampling: NodeJS.Timeout

  const camera = () => ({
    id: 'street',
    name: 'Ngã tư chợ',
    source: { url: server.url },
    privacy: { blur: 'none' },
    recording: { enabled: true, maxBytes, preRollMs, postRollMs: 2_000, maxClipMs: 12_000 },
    rules: [{ name: 'Vạch dừng', type: 'line', points: line, clip: true }],
  })
  const folder = (name: string) => join(stack.folder, 'agent', 'recording', 'street', name)
  const withClip = async (): Promise<EventRecord[]> =>
    (await stack.events()).filter(({ clip, startAt }) => clip !== undefined && clip.at <= startAt - preRollMs)

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true })
    server = await startRtspServer({ clip: shared('clips', 'degirum_Traffic.mp4'), loop: true })
    stack = await createStack()
    await stack.startCollector()
    agent = stack.startAgent([camera()], 'street-64', keys)
    sampling = setInterval(() => {
      mostBytes = Math.max(mostBytes, bytesIn(folder('ring')))
    }, 50)
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    })
    page = await browser.newPage({ viewport: { width: 1440, height: 1300 }, locale: 'vi-VN', colorScheme: 'dark' })
  })

  afterAll(async () => {
    clearInterval(sampling)
    await browser?.close()
    await stack?.close()
    await server?.stop()
  })

  it('begins before the event by the pre-roll or more, and its bytes have the hash that was taken when it was cut', async () => {
    await waitFor('an event has its clip', async () => (await withClip()).length > 0, {
      whileRuns: agent,
      timeoutMs: 90_000,
    })
    uploaded = (await withClip()).at(-1) as EventRecord
    const { clip, startAt } = uploaded
    const url = `${stack.httpUrl}/api/media/${clip?.sha256}`
    await waitFor('the clip is uploaded', async () => (await fetch(url, { method: 'HEAD' })).status === 200, {
      whileRuns: agent,
      timeoutMs: 90_000,
    })
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer())
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(clip?.sha256)
    expect(bytes.length).toBe(clip?.bytes)
    expect((clip?.at ?? 0) + preRollMs).toBeLessThanOrEqual(startAt)
    expect((clip?.at ?? 0) + (clip?.durationMs ?? 0)).toBeGreaterThan(startAt)
  })

  it('plays in the console', async () => {
    await page.goto(`${stack.httpUrl}/events?event=${uploaded.id}`)
    const video = page.getByTestId('event-clip').locator('video')
    await video.waitFor()
    const look = (): Promise<Playing> =>
      video.evaluate((element) => {
        const { currentTime, videoWidth, duration } = element as unknown as Playing
        return { currentTime, videoWidth, duration }
      })
    await waitFor('the clip is there', async () => (await look()).videoWidth > 0)
    await video.evaluate((element) => (element as unknown as { play(): Promise<void> }).play())
    await waitFor('the clip plays', async () => (await look()).currentTime > 0.5)
    const playing = await look()
    expect(playing.videoWidth).toBe(960)
    expect(Math.abs(playing.duration * 1_000 - (uploaded.clip?.durationMs ?? 0))).toBeLessThan(150)
    await page.screenshot({ path: join(screenshots, 'console-clip.png') })
  })

  it('is finished after a start when the agent was killed before or while it was cut, and nothing half is left', async () => {
    const isCutting = () => readdirSync(folder('cutting')).length > 0
    await waitFor('a clip is being cut', isCutting, { whileRuns: agent, timeoutMs: 60_000 })
    await agent.kill('SIGKILL')
    // What happened before the recording had begun has no clip, and is not owed one.
    const owed = readdirSync(folder('pending'))
      .map((name) => JSON.parse(readFileSync(join(folder('pending'), name), 'utf8')) as PendingClip)
      .filter(({ startAt }) => startAt >= uploaded.startAt)
      .map(({ id }) => id)
    expect(owed.length).toBeGreaterThan(0)
    // As with a camera whose main stream is another one.
    const recording = { ...camera().recording, url: server.url }
    agent = stack.startAgent(
      [{ ...camera(), recording, rules: [{ ...camera().rules[0], clip: false }] }],
      'street-64',
      keys,
    )
    await waitFor(
      'nothing is owed',
      () => readdirSync(folder('pending')).length === 0 && readdirSync(folder('cutting')).length === 0,
      { whileRuns: agent, timeoutMs: 90_000 },
    )
    await waitFor(
      'the collector knows the clips',
      async () => {
        const events = await stack.events()
        return owed.every((id) => events.some((event) => event.id === id && event.clip !== undefined))
      },
      { whileRuns: agent },
    )
    const givenUp = agent
      .output()
      .split('\n')
      .filter((entry) => entry.includes('without its clip') && owed.some((id) => entry.includes(id)))
    expect(givenUp).toEqual([])
    expect(readdirSync(join(stack.folder, 'agent', 'media')).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('comes on request of an event that has none, cut from another stream of the camera, with people hidden', async () => {
    await agent.kill('SIGTERM')
    const recording = { ...camera().recording, url: server.url }
    const rules = [{ ...camera().rules[0], clip: false }]
    const hiding = { ...camera(), privacy: { blur: 'heads' }, width: 640, recording, rules }
    agent = stack.startAgent([hiding], 'street-64', keys)
    since = Date.now()
    const isNew = ({ clip, startAt, type }: EventRecord) =>
      clip === undefined && startAt > since && type === 'line.crossed'
    const newest = async () => (await stack.events()).find(isNew)
    let asked = ''
    const ask = async (): Promise<boolean> => {
      asked = (await newest())?.id ?? ''
      return (await fetch(`${stack.httpUrl}/api/events/${asked}/clip`, { method: 'POST' })).status === 202
    }
    await waitFor('the agent has recorded an event', ask, { whileRuns: agent, timeoutMs: 60_000 })
    const clipOf = async () => (await stack.events()).find(({ id }) => id === asked)?.clip
    const isUploaded = async () =>
      (await fetch(`${stack.httpUrl}/api/media/${(await clipOf())?.sha256}`, { method: 'HEAD' })).status === 200
    await waitFor('its clip is uploaded', isUploaded, { whileRuns: agent, timeoutMs: 60_000 })
    expect(await clipOf()).toMatchObject({ privacy: ['heads-blurred'] })
    expect((await clipOf())?.durationMs).toBeGreaterThan(1_000)
  })

  it('has a picture beside it that is as large as the recorded stream, once that has been written', async () => {
    const widths = async (): Promise<number[]> => {
      const moments = (await stack.events()).filter(({ startAt, type }) => startAt > since && type === 'line.crossed')
      return Promise.all(moments.slice(-4).map(({ snapshot = '' }) => widthOf(stack.httpUrl, snapshot)))
    }
    await waitFor(
      'there is such a picture of what the smaller stream showed',
      async () => (await widths()).includes(960),
      {
        whileRuns: agent,
        timeoutMs: 60_000,
      },
    )
  })

  it('comes out of a ring that never held more than its bytes', () => {
    console.log('most bytes in the ring', mostBytes, 'of', maxBytes)
    expect(mostBytes).toBeGreaterThan(0)
    expect(mostBytes).toBeLessThanOrEqual(maxBytes)
  })
})

async function widthOf(httpUrl: string, sha256: string): Promise<number> {
  const response = await fetch(`${httpUrl}/api/media/${sha256}`)
  return response.ok ? (await sharp(await response.arrayBuffer()).metadata()).width : 0
}

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}
