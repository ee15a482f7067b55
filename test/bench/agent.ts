import { spawn, spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { projectRoot } from '../../runtime/project.ts'
import { wholePicture } from '../e2e/ground-truth.ts'
import { startRtspServer } from '../e2e/rtsp.ts'
import { createStack, installModels, type Stack, waitFor } from '../e2e/stack.ts'
import { shared } from '../shared.ts'
import { cpuSecondsOfTree, residentBytes } from './process-cpu.ts'

const clip = 'degirum_Traffic.mp4'
const fps = 5
const width = 960

type AgentFigures = {
  cpu: number
  frames: number
  rssBytes: number
  inferenceMs: number
  delays: number[]
  sizes: number[]
}

/**
 * One RTSP camera of 960×540 at 5 fps on a busy street, in turn: ffmpeg alone, the agent, bare model runs.
 * @param seconds of each part
 * @returns a table in Markdown
 */
export async function benchAgent(seconds: number): Promise<string> {
  const server = await startRtspServer({ clip: shared('clips', clip), loop: true })
  const stack = await createStack()
  try {
    const ffmpegCpu = await measureFfmpeg(server.url, width, seconds)
    const agent = await measureAgent(stack, { url: server.url, width, model: 'yolox-nano-416' }, seconds)
    const modelCpu = {
      inARow: measureModel(stack.folder, agent.frames, 0),
      inRhythm: measureModel(stack.folder, agent.frames, 1000 / fps),
    }
    return table(seconds, ffmpegCpu, modelCpu, agent)
  } finally {
    await stack.close()
    await server.stop()
  }
}

/** Of decoding and scaling alone, in seconds of a core; @param count processes that do it side by side */
export async function measureFfmpeg(url: string, width: number, seconds: number, count = 1): Promise<number> {
  const used = await Promise.all(Array.from({ length: count }, () => measureOneFfmpeg(url, width, seconds)))
  return used.reduce((sum, one) => sum + one, 0)
}

async function measureOneFfmpeg(url: string, width: number, seconds: number): Promise<number> {
  const filters = `fps=${fps},scale=${width}:-2,format=yuv420p`
  const args = ['-nostdin', '-loglevel', 'error', '-rtsp_transport', 'tcp', '-threads', '1', '-i', url]
  const child = spawn('ffmpeg', [...args, '-vf', filters, '-f', 'rawvideo', '-y', '/dev/null'], { stdio: 'inherit' })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  await sleep(3_000)
  const before = cpuSecondsOfTree(child.pid as number)
  await sleep(seconds * 1000)
  const used = cpuSecondsOfTree(child.pid as number) - before
  child.kill('SIGKILL')
  await gone
  return used
}

/** Rarely enough to cost nothing, often enough to be asked how long inference takes. */
const healthMs = 10_000

type BenchCamera = {
  readonly url: string
  readonly width: number
  readonly model: string
  /** Without rules it only looks and follows: no event, no picture. */
  readonly hasRules?: boolean
  /** Whatever weights are installed here: a model that finds faces takes longer than all the rest of a picture. */
  readonly blur?: 'heads'
  /** Of the same stream. */
  readonly cameras?: number
  /** Before anything is measured. A camera runs for months, and Node compiles most of what it runs often in its first minutes. */
  readonly warmUpMs?: number
}

export async function measureAgent(
  stack: Stack,
  { url, width, model, hasRules = true, blur, cameras = 1, warmUpMs = 3_000 }: BenchCamera,
  seconds: number,
): Promise<AgentFigures> {
  await stack.startCollector()
  const rules = [
    { name: 'picture', type: 'zone', points: wholePicture },
    {
      name: 'line',
      type: 'line',
      points: [
        [0, 0.52],
        [0.73, 0.52],
      ],
    },
  ]
  const street = { fps, width, source: { url }, rules: hasRules ? rules : [], ...(blur && { privacy: { blur } }) }
  const streets = Array.from({ length: cameras }, (_, index) => ({ id: `street-${index}`, ...street }))
  const agent = stack.startAgent(streets, model, { healthMs })
  const camera = async () => (await stack.agents())[0]?.cameras[0]
  await waitFor('the camera is live', async () => (await camera())?.status === 'live', { whileRuns: agent })
  await sleep(warmUpMs)
  const before = cpuSecondsOfTree(agent.pid)
  await sleep(seconds * 1000)
  const cpu = cpuSecondsOfTree(agent.pid) - before
  const rssBytes = residentBytes(agent.pid)
  const inferenceMs = (await camera())?.inferenceMs ?? 0
  await agent.kill('SIGTERM')
  return { cpu, frames: seconds * fps, rssBytes, inferenceMs, ...readLedger(stack.folder) }
}

/** Of live messages: milliseconds from the frame to the stored row, and bytes. */
function readLedger(folder: string): { delays: number[]; sizes: number[] } {
  const store = new Database(join(folder, 'collector', 'collector.db'), { readonly: true })
  const rows = store.prepare('SELECT payload, received_at AS receivedAt FROM message').all() as {
    payload: Buffer
    receivedAt: number
  }[]
  store.close()
  const messages = rows.map(({ payload, receivedAt }) => ({
    bytes: Buffer.byteLength(payload),
    receivedAt,
    ...(JSON.parse(payload.toString()) as { at: number; phase: string; replayed?: boolean }),
  }))
  // An end is dated by the moment an object was last seen, which is earlier than it is known to be gone.
  const live = messages.filter(({ phase, replayed }) => phase !== 'end' && replayed !== true)
  return { delays: live.map(({ at, receivedAt }) => receivedAt - at), sizes: messages.map(({ bytes }) => bytes) }
}

/** @param periodMs from the start of one run to that of the next; 0: one after the other, which caches and threads like */
function measureModel(folder: string, runs: number, periodMs: number): number {
  const file = join(installModels(folder), 'yolox-nano-416.onnx')
  const script = join(projectRoot, 'test', 'bench', 'bare-model.ts')
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', script, file, '2', String(runs), String(periodMs)],
    {
      encoding: 'utf8',
    },
  )
  if (stdout.trim() === '') throw new Error(`bare model: ${stderr}`)
  return Number(stdout)
}

type ModelCpu = { readonly inARow: number; readonly inRhythm: number }

function table(seconds: number, ffmpeg: number, model: ModelCpu, agent: AgentFigures): string {
  const { cpu, rssBytes, inferenceMs, delays, sizes } = agent
  const rows: [string, string][] = [
    ['ffmpeg decode + scale alone', `${(ffmpeg / seconds).toFixed(3)} core`],
    ['bare model runs alone, as many, in a row', `${(model.inARow / seconds).toFixed(3)} core`],
    ['bare model runs alone, as many, at the rhythm of the camera', `${(model.inRhythm / seconds).toFixed(3)} core`],
    ['agent, whole process tree', `${(cpu / seconds).toFixed(3)} core`],
    ['agent ÷ (ffmpeg + model in a row)', (cpu / (ffmpeg + model.inARow)).toFixed(2)],
    ['agent ÷ (ffmpeg + model at the rhythm)', (cpu / (ffmpeg + model.inRhythm)).toFixed(2)],
    ['inference in the agent, median', `${inferenceMs} ms`],
    ['memory of the agent (RSS, ffmpeg apart)', `${Math.round(rssBytes / 1e6)} MB`],
    [
      'frame to stored row, p50 / p95',
      `${quantile(delays, 0.5)} / ${quantile(delays, 0.95)} ms (${delays.length} messages)`,
    ],
    ['bytes of a message, p50 / p99', `${quantile(sizes, 0.5)} / ${quantile(sizes, 0.99)} (${sizes.length} messages)`],
  ]
  return inMarkdown(`./scripts/bench agent --seconds ${seconds}`, ['what', 'figure'], rows)
}

/** A table under the command that made it, the day and the machine. */
export function inMarkdown(command: string, names: readonly string[], rows: readonly (readonly string[])[]): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`
  const head = `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, ${machine}`
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [head, '', line(names), line(names.map(() => '---')), ...rows.map(line), ''].join('\n')
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}
