import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClipCutter, createTurns } from '../../agent/clip-cutter.ts'
import { openClipHiding } from '../../agent/clip-hiding.ts'
import { AgentConfig } from '../../agent/config.ts'
import { openRing } from '../../agent/recording/ring.ts'
import { checkConfig } from '../../runtime/config.ts'
import { createLog } from '../../runtime/log.ts'
import { epoch, record } from '../agent/recording/footage.ts'
import { shared } from '../shared.ts'
import { inMarkdown } from './agent.ts'
import { cpuSecondsOfTree } from './process-cpu.ts'

const seconds = 10
const sizes = [[960, 540]] as const
const mask = [
  [0, 0],
  [0.3, 0],
  [0, 0.3],
]

/** Processor time of one clip of a busy street, as it is, masked, and with five people hidden. @returns a table in Markdown */
export async function benchClips(): Promise<string> {
  const rows: string[][] = []
  for (const [width, height] of sizes) {
    const folder = mkdtempSync(join(tmpdir(), 'watchpost-bench-clips-'))
    try {
      const cells = await measureSize(folder, width, height)
      rows.push([`${width}×${height}`, ...cells])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return inMarkdown('./scripts/bench clips', ['picture', 'as it is', 'masked', 'people hidden'], rows)
}

async function measureSize(folder: string, width: number, height: number): Promise<string[]> {
  const ring = openRing({ folder: join(folder, 'ring'), maxBytes: 1e9, maxAgeMs: 600_000, now: epoch })
  await record(makeStream(width, height), ring, seconds)
  const window = { segments: ring.segments(), from: epoch, to: epoch + seconds * 1_000 }
  const cells: string[] = []
  for (const keys of [
    { privacy: { blur: 'none' } },
    { privacy: { blur: 'none' }, masks: [mask] },
    { privacy: { blur: 'heads' } },
  ]) {
    const cut = await cutterOf(folder, keys)
    const [cpuBefore, startedAt] = [cpuSecondsOfTree(process.pid), performance.now()]
    const { bytes } = await cut(window, join(folder, 'clip.mp4'))
    const [cpu, tookS] = [cpuSecondsOfTree(process.pid) - cpuBefore, (performance.now() - startedAt) / 1_000]
    cells.push(`${cpu.toFixed(1)} s of CPU in ${tookS.toFixed(1)} s, ${(bytes / 1e6).toFixed(1)} MB`)
  }
  return cells
}

/** As a camera sends it: 25 pictures and a key frame a second. */
function makeStream(width: number, height: number): Buffer {
  const input = [
    '-v',
    'error',
    '-stream_loop',
    '3',
    '-i',
    shared('clips', 'degirum_Traffic.mp4'),
    '-t',
    String(seconds),
  ]
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-g', '25', '-pix_fmt', 'yuv420p']
  const output = ['-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts', 'pipe:1']
  const picture = ['-an', '-vf', `fps=25,scale=${width}:${height}`]
  return execFileSync('ffmpeg', [...input, ...picture, ...codec, ...output], { maxBuffer: 200_000_000 })
}

async function cutterOf(folder: string, keys: object) {
  const camera = { id: 'gate', source: { url: 'rtsp://192.0.2.1/' }, recording: { enabled: true }, ...keys }
  const [checked] = checkConfig(AgentConfig, { cameras: [camera] }, 'bench').cameras
  if (checked === undefined) throw new Error('bench: no camera')
  const hiding = openClipHiding(checked, folder, epoch, createLog('bench', 'warn', process.stderr))
  for (let at = 0; at <= seconds * 1_000; at += 200) hiding?.add({ at: epoch + at, people: peopleAt(at) })
  await hiding?.written()
  const { signal } = new AbortController()
  return createClipCutter({ masks: checked.masks, hiding, folder, encodingTurn: createTurns(), signal })
}

/** Five who walk beside each other. */
function peopleAt(at: number): [number, number, number, number][] {
  return Array.from({ length: 5 }, (_, index) => [0.1 * index + at / 40_000, 0.3, 0.08, 0.4])
}
