import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AgentConfig } from '../../agent/config.ts'
import { replay } from '../../agent/replay.ts'
import { createClosing } from '../../runtime/closing.ts'
import { checkConfig } from '../../runtime/config.ts'
import { createLog } from '../../runtime/log.ts'
import { projectRoot } from '../../runtime/project.ts'
import { encode, parse } from '../../wire/codec.ts'
import type { EventPayload } from '../../wire/event.ts'
import { wholePicture } from '../e2e/ground-truth.ts'
import { shared } from '../shared.ts'
import { inMarkdown, quantile } from './agent.ts'

const sampleStreet = join(projectRoot, 'scripts', 'street', 'sample', 'street.mp4')
const model = 'yolox-nano-416'

/** Where people and vehicles cross; in the others, the middle of the picture. */
const lines: Readonly<Record<string, readonly [number, number][]>> = {
  'degirum_Traffic.mp4': [
    [0, 0.52],
    [0.73, 0.52],
  ],
}
const middle: readonly [number, number][] = [
  [0.5, 0],
  [0.5, 1],
]

/** As after some weeks of service: numbers have their usual digits. */
const inService = { boot: 1_795_362_000_123_417, seq: 100_000 }

/** Bytes of each message as it is sent, of every clip and the sample street. @returns tables in Markdown */
export async function benchEvents(): Promise<string> {
  const clips = readdirSync(shared('clips')).filter((name) => name.endsWith('.mp4'))
  const videos = [sampleStreet, ...clips.map((name) => shared('clips', name))]
  const messages = new Map<string, EventPayload[]>()
  for (const video of videos) messages.set(basename(video), await messagesOf(video))
  const all = [...messages.values()].flat()
  return [
    inMarkdown('./scripts/bench events', ['clip', 'start', 'update', 'end', 'pulse', 'p50', 'p99'], clipRows(messages)),
    ...table(['phase', 'messages', 'p50', 'p99', 'most'], phaseRows(all)),
    ...table(['field', 'start, pulse', 'update', 'end'], fieldRows(all)),
  ].join('\n')
}

async function messagesOf(video: string): Promise<EventPayload[]> {
  const config = checkConfig(AgentConfig, configFor(basename(video)), 'bench')
  const [camera] = config.cameras
  if (camera === undefined) return []
  const closing = createClosing()
  const messages: EventPayload[] = []
  const startAt = Date.UTC(2026, 10, 22, 1)
  const onMessage = ({ payload }: { payload: Buffer }): void => {
    const sent = parse.event(payload)
    messages.push({ ...sent, boot: inService.boot, seq: inService.seq + sent.seq })
  }
  const log = createLog('bench', 'warn', process.stderr)
  const { signal } = new AbortController()
  try {
    await replay({ config, camera, video, startAt, clock: 'ntp', onMessage, log, signal }, closing)
  } finally {
    await closing.close()
  }
  return messages
}

function configFor(name: string): object {
  const zone = { name: 'Sân trước', type: 'zone', points: wholePicture }
  const rules = [
    { ...zone, report: ['entered', 'exited', 'dwell'], dwellMs: 5_000 },
    { name: 'Vạch cổng', type: 'line', points: lines[name] ?? middle },
  ]
  return {
    detector: { model },
    modelsFolder: join(projectRoot, 'models'),
    cameras: [{ id: 'gate', source: { url: 'rtsp://192.0.2.1/' }, fps: 5, width: 960, rules }],
  }
}

function bytesOf(message: EventPayload): number {
  return encode(message).byteLength
}

function clipRows(messages: ReadonlyMap<string, readonly EventPayload[]>): string[][] {
  return [...messages].map(([name, found]) => {
    const counts = (['start', 'update', 'end', 'pulse'] as const).map((phase) => String(ofPhases(found, phase).length))
    const sizes = found.map(bytesOf)
    return [name, ...counts, ...[0.5, 0.99].map((share) => (found.length === 0 ? '–' : String(quantile(sizes, share))))]
  })
}

function phaseRows(all: readonly EventPayload[]): string[][] {
  const groups = [['start', 'pulse'], ['update'], ['end'], ['start', 'pulse', 'update', 'end']] as const
  return groups.map((phases) => {
    const sizes = ofPhases(all, ...phases).map(bytesOf)
    const figures = sizes.length === 0 ? ['–', '–', '–'] : [0.5, 0.99, 1].map((share) => String(quantile(sizes, share)))
    return [phases.length === 4 ? 'all' : phases.join(', '), String(sizes.length), ...figures]
  })
}

/** Mean bytes of each field in a message: its name, what it says and the comma. */
function fieldRows(all: readonly EventPayload[]): string[][] {
  const groups = [ofPhases(all, 'start', 'pulse'), ofPhases(all, 'update'), ofPhases(all, 'end')]
  const sums = groups.map(fieldBytes)
  const names = [...new Set(sums.flatMap((sum) => [...sum.keys()]))]
  const rows = names.map((name) => ({
    name,
    means: sums.map((sum, index) => (sum.get(name) ?? 0) / Math.max(1, groups[index]?.length ?? 0)),
  }))
  return rows
    .toSorted((a, b) => (b.means[0] ?? 0) - (a.means[0] ?? 0) || (b.means[2] ?? 0) - (a.means[2] ?? 0))
    .map(({ name, means }) => [`\`${name}\``, ...means.map((mean) => (mean === 0 ? '–' : mean.toFixed(1)))])
}

function fieldBytes(messages: readonly EventPayload[]): Map<string, number> {
  const sums = new Map<string, number>()
  const add = (name: string, bytes: number) => sums.set(name, (sums.get(name) ?? 0) + bytes)
  const walk = (prefix: string, value: object): void => {
    for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
      const nested = typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      // Of what has fields of its own only the frame: `"key":{},`, and not twice a comma.
      add(prefix + key, encode({ [key]: nested ? {} : inner }).byteLength - (nested ? 2 : 1))
      if (nested) walk(`${prefix}${key}.`, inner)
    }
  }
  for (const message of messages) walk('', message)
  return sums
}

function ofPhases(messages: readonly EventPayload[], ...phases: readonly EventPayload['phase'][]): EventPayload[] {
  return messages.filter(({ phase }) => phases.includes(phase))
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(names), line(names.map(() => '---')), ...rows.map(line), '']
}
