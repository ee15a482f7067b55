import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectRoot } from '../../runtime/project.ts'
import { wholePicture } from '../e2e/ground-truth.ts'
import { startRtspServer } from '../e2e/rtsp.ts'
import { createStack, waitFor } from '../e2e/stack.ts'
import { inMarkdown, quantile } from './agent.ts'
import { cpuSecondsOfTree, residentBytes } from './process-cpu.ts'

const sample = join(projectRoot, 'scripts', 'street', 'sample', 'street.mp4')
/** As each model is used: the built-in one looks at small pictures. */
const widths: Readonly<Record<string, number>> = { 'street-64': 640 }
const usualWidth = 960
const sampleEveryMs = 1_000

export type MemoryOptions = { readonly seconds: number; readonly model: string; readonly cameras: readonly number[] }

/**
 * Memory of an agent with so many RTSP cameras on the sample street (960×540, 10 fps, analysed at 5 fps), its snapshots and uplink.
 * @param seconds of each number of cameras, after all of them are live
 * @returns a table in Markdown
 */
export async function benchMemory({ seconds, model, cameras }: MemoryOptions): Promise<string> {
  const rows: string[][] = []
  let before: { cameras: number; bytes: number } | undefined
  for (const count of cameras) {
    const { rss, cpu } = await measure(count, model, seconds)
    const bytes = quantile(rss.slice(Math.floor(rss.length / 2)), 0.5)
    const each = before && (bytes - before.bytes) / (count - before.cameras)
    rows.push([
      ...[String(count), megabytes(rss[0] ?? Number.NaN), megabytes(bytes), megabytes(Math.max(...rss))],
      each === undefined ? '' : megabytes(each),
      `${(cpu / seconds).toFixed(3)} core`,
    ])
    before = { cameras: count, bytes }
  }
  const names = ['cameras', 'live', 'second half, median', 'at most', 'each further camera', 'whole process tree']
  return inMarkdown(
    `./scripts/bench memory --model ${model} --seconds ${seconds} --cameras ${cameras.join(' ')}`,
    names,
    rows,
  )
}

async function measure(count: number, model: string, seconds: number): Promise<{ rss: number[]; cpu: number }> {
  const server = await startRtspServer({ clip: sample, loop: true, isShared: true })
  const stack = await createStack()
  try {
    await stack.startCollector()
    const rules = [{ name: 'picture', type: 'zone', points: wholePicture }]
    const width = widths[model] ?? usualWidth
    const cameras = Array.from({ length: count }, (_, index) => ({
      ...{ id: `street-${index + 1}`, width, source: { url: server.url }, rules },
    }))
    const agent = stack.startAgent(cameras, model)
    const areLive = async () =>
      (await stack.agents())[0]?.cameras.filter(({ status }) => status === 'live').length === count
    await waitFor('the cameras are live', areLive, { whileRuns: agent, timeoutMs: 60_000 })
    const before = cpuSecondsOfTree(agent.pid)
    const rss: number[] = []
    const until = performance.now() + seconds * 1_000
    while (performance.now() < until) {
      rss.push(residentBytes(agent.pid))
      await sleep(sampleEveryMs)
    }
    return { rss, cpu: cpuSecondsOfTree(agent.pid) - before }
  } finally {
    await stack.close()
    await server.stop()
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}
