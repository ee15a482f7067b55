/** A camera whose pictures show the time at which they were made, in blocks of black and white. */
import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openClipWriter } from '../../../agent/decode/clip-writer.ts'
import { createLiveClock } from '../../../agent/decode/frame-clock.ts'
import { cutClip } from '../../../agent/recording/cut-clip.ts'
import { recordStream } from '../../../agent/recording/record-stream.ts'
import { openRing } from '../../../agent/recording/ring.ts'
import { temporaryFolder } from './footage.ts'

const bits = 40
const block = 16
const [width, height] = [bits * block, 32]
const frameMs = 40

/** Luma of a picture that says a time: the most significant bit on the left. */
function picture(time: number): Buffer {
  const row = Buffer.alloc(width)
  for (let bit = 0; bit < bits; bit += 1) {
    row.fill(Math.floor(time / 2 ** (bits - 1 - bit)) % 2 ? 235 : 16, bit * block, (bit + 1) * block)
  }
  return Buffer.concat(Array.from({ length: height }, () => row))
}

function timeIn(luma: Buffer): number {
  let time = 0
  for (let bit = 0; bit < bits; bit += 1)
    time = time * 2 + ((luma[(height / 2) * width + bit * block + block / 2] ?? 0) > 126 ? 1 : 0)
  return time
}

it('times each picture of a clip by the clock of the world, to a picture and the way from the camera', async () => {
  const folder = temporaryFolder()
  const began = Date.now()
  const input = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-video_size', `${width}x${height}`]
  const timed = ['-framerate', String(1_000 / frameMs), '-i', 'pipe:0']
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '25', '-pix_fmt', 'yuv420p']
  const output = ['-muxdelay', '0', '-muxpreload', '0', '-flush_packets', '1', '-f', 'mpegts', 'pipe:1']
  const camera = spawn('ffmpeg', ['-v', 'error', '-probesize', '32', ...input, ...timed, ...encode, ...output])
  const ring = openRing({ folder: join(folder, 'ring'), maxBytes: 50_000_000, maxAgeMs: 600_000, now: began })
  const recorded = recordStream({
    stream: camera.stdout,
    ring,
    createClock: createLiveClock,
    readClock: () => ({ monotonicMs: performance.now(), epochMs: Date.now() }),
    onProgress: () => undefined,
    onFailure: (error) => {
      throw error
    },
  })
  for (let index = 0; index < 100; index += 1) {
    await sleep(Math.max(0, began + index * frameMs - Date.now()))
    camera.stdin.write(picture(index * frameMs))
  }
  camera.stdin.end()
  await recorded

  const file = join(folder, 'clip.mp4')
  const window = { segments: ring.segments(), from: began + 500, to: began + 3_500 }
  const clip = await cutClip(window, file, openClipWriter, undefined, new AbortController().signal)
  const raw = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-fps_mode', 'passthrough', '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1'],
    { maxBuffer: 100_000_000 },
  )
  const packets = ['-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0']
  const times = execFileSync('ffprobe', ['-v', 'error', ...packets, file])
  const shownAt = times
    .toString()
    .trim()
    .split('\n')
    .map((line) => clip.at + Number.parseFloat(line) * 1_000)
  const errors = shownAt.map((at, index) => at - began - timeIn(raw.subarray(index * width * height)))
  const sorted = errors.toSorted((a, b) => a - b)
  console.log(
    'clip against burnt-in clock, ms: least',
    sorted[0],
    'median',
    sorted[sorted.length >> 1],
    'most',
    sorted.at(-1),
  )
  expect(errors.length).toBeGreaterThan(50)
  // No earlier than a picture before it was made; later by what encoding and this machine take.
  expect(sorted[0]).toBeGreaterThan(-frameMs)
  expect((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)).toBeLessThanOrEqual(frameMs)
  expect(sorted[sorted.length >> 1]).toBeLessThan(1_000)
})
