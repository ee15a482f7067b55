/** Sources played to their reader, as the camera does it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Frame } from '../../../agent/decode/frame.ts'
import { type FramesOptions, openFrames } from '../../../agent/decode/open-frames.ts'
import { SourceError } from '../../../agent/decode/source-error.ts'
import { type SourceOptions, sourceInput } from '../../../agent/source/source-input.ts'

export const startAt = 1_700_000_000_000

/** A folder of one's own with a clip in it: four seconds of 25 frames, 642×360. */
export function makeClip(): { folder: string; clip: string } {
  const folder = mkdtempSync(join(tmpdir(), 'frames-'))
  const clip = join(folder, 'clip.mp4')
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-pix_fmt', 'yuv420p']
  make(clip, '-f', 'lavfi', '-i', 'testsrc2=size=642x360:rate=25:duration=4', ...h264)
  return { folder, clip }
}

/** A file by ffmpeg. */
export function make(file: string, ...args: string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, file])
}

export type Play = Partial<SourceOptions> & Partial<FramesOptions> & { readonly url: string }

export function open({ fps = 5, width = 320, stallMs = 10_000, signal = new AbortController().signal, ...play }: Play) {
  const source = sourceInput({ loop: true, realTime: true, ...play })
  return openFrames({ source, fps, width, stallMs, signal, ...(play.mask && { mask: play.mask }) })
}

export async function read(frames: AsyncIterable<Frame>, most = Number.POSITIVE_INFINITY): Promise<Frame[]> {
  const read: Frame[] = []
  for await (const frame of frames) if (read.push(frame) >= most) break
  return read
}

export async function forEach(
  frames: AsyncIterable<Frame>,
  take: (frame: Frame) => Promise<void> | void,
): Promise<void> {
  for await (const frame of frames) await take(frame)
}

export async function failure(play: Play): Promise<SourceError> {
  const error: unknown = await read(open(play).frames).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SourceError)
  return error as SourceError
}

/** Processes of ours, by the words on their command lines. */
export function running(words: string): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(words)).length
}

function commandLine(pid: string): string {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return line.startsWith('ffmpeg') ? line.replaceAll('\0', ' ') : ''
  } catch {
    return ''
  }
}
