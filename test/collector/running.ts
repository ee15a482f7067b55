/** A collector that really runs, on free ports and in a folder of its own, and agents that really connect. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync, type MqttClient } from 'mqtt'
import { onTestFinished } from 'vitest'
import { type Collector, runCollector } from '../../collector/collector.ts'
import { CollectorConfig } from '../../collector/config.ts'
import { checkConfig } from '../../runtime/config.ts'
import { createLog } from '../../runtime/log.ts'
import { type Ack, type SeqRange, toRanges } from '../../wire/ack.ts'
import { encode } from '../../wire/codec.ts'
import type { EventMessage } from '../../wire/event.ts'
import { agentClientId, agentTopic, eventTopic } from '../../wire/topics.ts'

export const silentLog = createLog('test', 'silent')

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-collector-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function collectorConfig(dataFolder: string, keys: object = {}): CollectorConfig {
  const usual = { http: { port: 0 }, mqtt: { port: 0 }, access: { open: true } }
  return checkConfig(CollectorConfig, { dataFolder, ...usual, ...keys }, 'test')
}

export async function startCollector(
  dataFolder = temporaryFolder(),
  keys: object = {},
  consoleFolder = join(dataFolder, 'no-console'),
): Promise<Collector & { dataFolder: string }> {
  const collector = await runCollector(collectorConfig(dataFolder, keys), { log: silentLog, consoleFolder })
  onTestFinished(() => collector.close())
  return { ...collector, dataFolder }
}

/** One for all tests of a file; `close` deletes its folder, too. */
export async function startSharedCollector(keys: object): Promise<Collector & { dataFolder: string }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'watchpost-collector-'))
  const options = { log: silentLog, consoleFolder: join(dataFolder, 'no-console') }
  const collector = await runCollector(collectorConfig(dataFolder, keys), options)
  const close = async () => {
    await collector.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
  return { ...collector, dataFolder, close }
}

export type TestAgent = {
  readonly client: MqttClient
  /** Acknowledged sequence numbers of boot 1, as ranges. */
  acked(): SeqRange[]
  /** How many acknowledgements came. */
  ackCount(): number
  send(message: EventMessage): Promise<unknown>
  publish(kind: 'birth' | 'state' | 'health' | 'replay', message: unknown): Promise<unknown>
}

/** @param ca PEM of the authority of a broker that encrypts */
export async function connectAgent(mqttUrl: string, agent = 'agent-1', will = false, ca?: string): Promise<TestAgent> {
  const identity = { site: 'site-1', agent }
  const client = await connectAsync(mqttUrl, {
    clientId: agentClientId(identity),
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...(ca !== undefined && { ca }),
    ...(will && {
      will: { topic: agentTopic(identity, 'state'), payload: encode(state('offline')), qos: 1, retain: true },
    }),
  })
  onTestFinished(() => void client.end(true))
  const seqs: number[] = []
  let count = 0
  client.on('message', (_topic, payload) => {
    count += 1
    const ack = JSON.parse(payload.toString()) as Ack
    if (ack.boot !== 1) return
    for (const [from, to] of ack.ranges) for (let seq = from; seq <= to; seq++) seqs.push(seq)
  })
  await client.subscribeAsync(agentTopic(identity, 'ack'), { qos: 1 })
  return {
    client,
    acked: () => toRanges(seqs),
    ackCount: () => count,
    send: (message) =>
      client.publishAsync(eventTopic(identity, message.camera, message.type), encode(message), { qos: 1 }),
    publish: (kind, message) =>
      client.publishAsync(agentTopic(identity, kind), encode(message), {
        qos: 1,
        retain: kind === 'birth' || kind === 'state',
      }),
  }
}

/** A valid event message; `number` makes its id and place in the order. */
export function event(number: number, over: Partial<EventMessage> = {}): EventMessage {
  return {
    v: 1,
    id: eventId(number),
    agent: 'agent-1',
    camera: 'gate',
    boot: 1,
    seq: number,
    type: 'zone.entered',
    phase: 'pulse',
    at: 1_700_000_000_000 + number * 1_000,
    clock: 'ntp',
    rule: 'yard',
    object: { track: number, class: 'Human', label: 'person', score: 0.8, box: [0.1, 0.2, 0.3, 0.4] },
    ...over,
  }
}

export function eventId(number: number): string {
  return `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
}

export function state(name: 'online' | 'offline', boot = 1): object {
  return { v: 1, state: name, boot, at: Date.now() }
}

export function birth(boot = 1): object {
  return {
    v: 1,
    boot,
    at: Date.now(),
    startedAt: Date.now() - 1_000,
    software: { watchpost: '0.1.0', node: '20.20.2' },
    host: { arch: 'arm64', cpus: 4, memoryBytes: 4_000_000_000 },
    cameras: [
      { camera: 'gate', name: 'Cổng chính', source: 'rtsp://10.0.0.5/stream', fps: 5, model: 'yolox@1', rules: [] },
    ],
    models: [],
    config: 'abcdef01',
    clock: 'ntp',
    outbox: { depth: 3, nextSeq: 4 },
  }
}

export function health(boot = 1, frameAgeMs = 200): object {
  const at = Date.now()
  return {
    v: 1,
    boot,
    at,
    uptimeS: 10,
    cpuPercent: 12,
    rssBytes: 100_000_000,
    clock: 'ntp',
    outbox: { depth: 2, mediaPending: 0 },
    cameras: [
      {
        camera: 'gate',
        state: 'live',
        since: at - 5_000,
        frameAt: at - frameAgeMs,
        fpsAsked: 5,
        fpsGot: 4.9,
        frames: 50,
        dropped: 0,
        reconnects: 0,
        inferenceMs: 21,
        inferenceFailures: 0,
      },
    ],
  }
}

export async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url)
  return (await response.json()) as T
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The same numbers for the same seed, so that a shuffle that failed can be run again. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items]
  let random = seed
  for (let index = result.length - 1; index > 0; index--) {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648
    const other = random % (index + 1)
    const swap = result[index] as T
    result[index] = result[other] as T
    result[other] = swap
  }
  return result
}

export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  )
}
