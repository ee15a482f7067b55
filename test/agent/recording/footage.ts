/** Real streams for tests: made by ffmpeg, as the recorder gets them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { createLiveClock } from '../../../agent/decode/frame-clock.ts'
import { type Progress, recordStream } from '../../../agent/recording/record-stream.ts'
import type { Ring } from '../../../agent/recording/ring.ts'

export const epoch = 1_700_000_000_000

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-recording-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A transport stream of 25 pictures a second with a key frame each second. */
export function makeStream(seconds: number, ...codec: string[]): Buffer {
  const input = ['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=25:duration=${seconds}`]
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '25', '-pix_fmt', 'yuv420p']
  const output = ['-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts', 'pipe:1']
  return execFileSync('ffmpeg', ['-v', 'error', ...input, ...(codec.length > 0 ? codec : h264), ...output], {
    maxBuffer: 100_000_000,
  })
}

/** Records it as if it came in real time from `epoch` on; `lateMs` is how much later than its time each piece comes. */
export async function record(stream: Buffer, ring: Ring, seconds: number, lateMs: (index: number) => number = () => 0) {
  const progress: Progress[] = []
  const failures: string[] = []
  const pieces = 500
  let sinceMs = 0
  function* pacing(): Generator<Uint8Array> {
    for (let index = 0; index < pieces; index++) {
      sinceMs = (index * seconds * 1_000) / pieces + lateMs(index)
      const [from, to] = [index, index + 1].map((at) => Math.floor((at * stream.length) / pieces))
      yield stream.subarray(from, to)
    }
  }
  await recordStream({
    stream: Readable.from(pacing()),
    ring,
    createClock: createLiveClock,
    readClock: () => ({ monotonicMs: sinceMs, epochMs: epoch + sinceMs }),
    onProgress: (step) => progress.push(step),
    onFailure: ({ message }) => failures.push(message),
  })
  return { progress, failures }
}
