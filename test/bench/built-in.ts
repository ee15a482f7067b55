import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../runtime/project.ts'
import { startRtspServer } from '../e2e/rtsp.ts'
import { createStack } from '../e2e/stack.ts'
import { inMarkdown, measureAgent, measureFfmpeg } from './agent.ts'

const sample = join(projectRoot, 'scripts', 'street', 'sample', 'street.mp4')
const width = 640

/** What the cameras of the bench show: ffmpeg makes each of the sample street. */
const scenes: readonly { readonly name: string; readonly filters: string; readonly hasRules?: boolean }[] = [
  { name: 'street of 960×540, 10 fps', filters: 'null' },
  { name: 'street of 1920×1080, 20 fps', filters: 'scale=1920:1080:flags=bicubic,fps=20' },
  { name: 'the same without rules', filters: 'scale=1920:1080:flags=bicubic,fps=20', hasRules: false },
  {
    name: 'street of 1920×1080 where nothing moves',
    filters: 'trim=end_frame=1,loop=-1:1,setpts=N/20/TB,scale=1920:1080,fps=20',
  },
]
const sceneSeconds = 48

/**
 * One RTSP camera, analysed 640 wide at 5 fps by the built-in detector, against ffmpeg that decodes and scales the same.
 * @param seconds of each part
 * @returns a table in Markdown
 */
export async function benchBuiltIn(seconds: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-bench-'))
  const rows: string[][] = []
  try {
    for (const { name, filters, hasRules } of scenes) {
      const clip = join(folder, 'scene.mp4')
      film(clip, filters)
      rows.push([name, ...(await measure(clip, hasRules ?? true, seconds))])
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const names = ['camera', 'ffmpeg alone', 'agent, whole process tree', 'ratio', 'inference, median', 'memory']
  return inMarkdown(`./scripts/bench built-in --seconds ${seconds}`, names, rows)
}

async function measure(clip: string, hasRules: boolean, seconds: number): Promise<string[]> {
  const server = await startRtspServer({ clip, loop: true })
  const stack = await createStack()
  try {
    const ffmpeg = await measureFfmpeg(server.url, width, seconds)
    const { cpu, rssBytes, inferenceMs } = await measureAgent(
      stack,
      { url: server.url, width, model: 'street-64', hasRules },
      seconds,
    )
    return [
      `${(ffmpeg / seconds).toFixed(3)} core`,
      `${(cpu / seconds).toFixed(3)} core`,
      (cpu / ffmpeg).toFixed(2),
      `${inferenceMs} ms`,
      `${Math.round(rssBytes / 1e6)} MB`,
    ]
  } finally {
    await stack.close()
    await server.stop()
  }
}

function film(file: string, filters: string): void {
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '40', '-pix_fmt', 'yuv420p']
  const args = ['-v', 'error', '-y', '-i', sample, '-t', String(sceneSeconds), '-vf', filters, ...codec, file]
  const { status, stderr } = spawnSync('ffmpeg', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`bench: filming ${filters}: ${stderr}`)
}
