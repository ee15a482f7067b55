import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../runtime/project.ts'

/** What a camera shows; all of it is made of the sample street, with a key frame every two seconds. */
export type CameraClips = {
  readonly street: string
  /** The same picture again and again. */
  readonly frozen: string
  readonly small: string
  readonly h265: string
}

const seconds = 12
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '20']
const h265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'keyint=20:log-level=error']
const looks: Readonly<Record<keyof CameraClips, readonly string[]>> = {
  street: h264,
  // Of one quality: an encoder that has shown the same picture for long has settled.
  frozen: ['-vf', 'trim=end_frame=1,loop=-1:1,setpts=N/10/TB', ...h264, '-qp', '24'],
  small: ['-vf', 'scale=640:360', ...h264],
  h265,
}

const made = new Map<string, string>()
let folder: string | undefined

/** Each is made when it is asked for, and once; gone when the process ends. */
export const cameraClips: CameraClips = {
  get street() {
    return clip('street')
  },
  get frozen() {
    return clip('frozen')
  },
  get small() {
    return clip('small')
  },
  get h265() {
    return clip('h265')
  },
}

function clip(name: keyof CameraClips): string {
  folder ??= temporaryFolder()
  const file = made.get(name) ?? film(join(folder, `${name}.mp4`), looks[name])
  made.set(name, file)
  return file
}

function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'watchpost-cameras-'))
  process.once('exit', () => rmSync(path, { recursive: true, force: true }))
  return path
}

function film(file: string, look: readonly string[]): string {
  const sample = join(projectRoot, 'scripts', 'street', 'sample', 'street.mp4')
  const args = ['-v', 'error', '-y', '-i', sample, '-t', String(seconds), ...look, '-pix_fmt', 'yuv420p', file]
  const { status, stderr } = spawnSync('ffmpeg', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`faults: filming ${file}: ${stderr}`)
  return file
}
