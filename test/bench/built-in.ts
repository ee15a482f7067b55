import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../runtime/project.ts'
import { startRtspServer } from '../e2e/rtsp.ts'
import { createStack } from '../e2e/stack.ts'
import { inMarkdown, measureAgent, measureFfmpeg } from './agent.ts'

const sample = join(projectRoot, 'scripts', 'street', 'sample', 'street.mp4')
const width = 640

type Scene = {
  readonly name: string
  readonly filters: string
  readonly encoding?: readonly string[]
  readonly hasRules?: boolean
  readonly cameras?: number
}

/** What a camera of two megapixels sends, as it comes from the factory: every picture with the noise of its sensor, 4 Mbit/s. */
const hd = 'scale=1920:1080:flags=bicubic,fps=25,noise=alls=6:allf=t'
const fourMbits = ['-bf', '0', '-b:v', '4M', '-maxrate', '4M', '-bufsize', '4M']

/** What the cameras of the bench show: ffmpeg makes each of the sample street. */
const scenes: readonly Scene[] = [
  {
    name: 'one, 1920×1080, nothing moves',
    filters: `trim=end_frame=1,loop=-1:1,setpts=N/25/TB,${hd}`,
    encoding: fourMbits,
  },
  { name: 'one, 1920×1080, busy street, without rules', filters: hd, encoding: fourMbits, hasRules: false },
  { name: 'one, 1920×1080, busy street', filters: hd, encoding: fourMbits },
  { name: 'four of these, without rules', filters: hd, encoding: fourMbits, hasRules: false, cameras: 4 },
  { name: 'four of these', filters: hd, encoding: fourMbits, cameras: 4 },
  { name: 'one, 960×540, 10 fps, 0.3 Mbit/s, busy street, without rules', filters: 'null', hasRules: false },
]
const sceneSeconds = 48
const warmUpMs = 120_000

/**
 * RTSP cameras, analysed 640 wide at 5 fps by the built-in detector, against ffmpeg that decodes and scales the same.
 * @param seconds of each part
 * @returns a table in Markdown
 */
export async function benchBuiltIn(seconds: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-bench-'))
  const rows: string[][] = []
  try {
    const filmed = new Map<string, string>()
    for (const scene of scenes) {
      const clip = filmed.get(scene.filters) ?? join(folder, `${filmed.size}.mp4`)
      if (!filmed.has(scene.filters)) film(clip, scene)
      filmed.set(scene.filters, clip)
      rows.push([scene.name, ...(await measure(clip, scene, seconds))])
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const names = [
    'cameras',
    'ffmpeg alone, before and after',
    'agent, whole process tree',
    'ratio',
    'pictures kept',
    'inference, median',
    'memory',
  ]
  return inMarkdown(`./scripts/bench built-in --seconds ${seconds}`, names, rows)
}

async function measure(clip: string, { hasRules = true, cameras = 1 }: Scene, seconds: number): Promise<string[]> {
  const server = await startRtspServer({ clip, loop: true })
  const stack = await createStack()
  try {
    const before = await measureFfmpeg(server.url, width, seconds, cameras)
    const camera = { url: server.url, width, model: 'street-64', blur: 'heads', hasRules, cameras, warmUpMs } as const
    const { cpu, rssBytes, inferenceMs } = await measureAgent(stack, camera, seconds)
    const after = await measureFfmpeg(server.url, width, seconds, cameras)
    const pictures = readdirSync(join(stack.folder, 'collector'), { recursive: true }).filter(isPicture).length
    return [
      `${(before / seconds).toFixed(3)} and ${(after / seconds).toFixed(3)} core`,
      `${(cpu / seconds).toFixed(3)} core`,
      (cpu / ((before + after) / 2)).toFixed(2),
      `${((pictures / (warmUpMs / 1000 + seconds)) * 60).toFixed(0)} a minute`,
      `${inferenceMs} ms`,
      `${Math.round(rssBytes / 1e6)} MB`,
    ]
  } finally {
    await stack.close()
    await server.stop()
  }
}

/** The collector names them by their content. */
function isPicture(path: string | Buffer): boolean {
  return /[0-9a-f]{64}[^/]*$/.test(String(path))
}

function film(file: string, { filters, encoding = [] }: Scene): void {
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '40', '-pix_fmt', 'yuv420p', ...encoding]
  const args = ['-v', 'error', '-y', '-i', sample, '-t', String(sceneSeconds), '-vf', filters, ...codec, file]
  const { status, stderr } = spawnSync('ffmpeg', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`bench: filming ${filters}: ${stderr}`)
}
