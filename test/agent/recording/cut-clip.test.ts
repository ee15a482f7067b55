import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openClipWriter } from '../../../agent/decode/clip-writer.ts'
import type { ClipWindow } from '../../../agent/recording/clip-window.ts'
import { type Concealing, cutClip } from '../../../agent/recording/cut-clip.ts'
import { drawMasks } from '../../../agent/recording/mask-overlay.ts'
import { openRing } from '../../../agent/recording/ring.ts'
import { epoch, makeStream, record, temporaryFolder } from './footage.ts'

const usual = makeStream(8)

async function recorded(...codec: string[]) {
  const folder = temporaryFolder()
  const ring = openRing({ folder: join(folder, 'ring'), maxBytes: 100_000_000, maxAgeMs: 600_000, now: epoch })
  await record(codec.length === 0 ? usual : makeStream(8, ...codec), ring, 8)
  return { folder, file: join(folder, 'clip.mp4'), segments: ring.segments() }
}

const cut = (window: ClipWindow, file: string, concealing?: Concealing, signal = new AbortController().signal) =>
  cutClip(window, file, openClipWriter, concealing, signal)

const probe = (file: string, entries: string): string =>
  execFileSync('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'csv=p=0', file]).toString().trim()

/** Luma of the first picture, 320×180. */
function firstPicture(file: string): Buffer {
  const args = ['-v', 'error', '-i', file, '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1']
  return execFileSync('ffmpeg', args)
}

describe('a clip that is cut', () => {
  it('begins at the key frame before, plays as long as it says, and is the same whenever it is cut', async () => {
    const { file, segments: all } = await recorded()
    const [from, to] = [epoch + 3_500, epoch + 5_500]
    const window = { segments: all.filter(({ endAt }) => endAt > from), from, to }
    const clip = await cut(window, file)
    expect(Math.abs(clip.at - (epoch + 3_000))).toBeLessThan(200)
    expect(clip.at).toBeLessThanOrEqual(window.from)
    expect(Math.abs(Number(probe(file, 'format=duration')) * 1_000 - clip.durationMs)).toBeLessThan(100)
    expect(clip.at + clip.durationMs).toBeGreaterThanOrEqual(window.to - 50)
    expect(probe(file, 'stream=codec_name')).toBe('h264')
    expect(await cut(window, file)).toEqual(clip)
  })

  it('is encoded where browsers do not play what the camera sends', async () => {
    const { file, segments } = await recorded('-c:v', 'mpeg4', '-g', '25')
    await cut({ segments, from: epoch, to: epoch + 3_000 }, file)
    expect(probe(file, 'stream=codec_name')).toBe('h264')
  })

  it('is black where the camera has a mask, and nowhere else', async () => {
    const { folder, file, segments } = await recorded()
    const maskedBy = join(folder, 'masks.png')
    const left = [
      [0, 0],
      [0.5, 0],
      [0.5, 1],
      [0, 1],
    ] as const
    writeFileSync(maskedBy, await drawMasks([left]))
    await cut({ segments, from: epoch, to: epoch + 2_000 }, file, { maskedBy })
    const picture = firstPicture(file)
    const luma = Array.from({ length: 180 * 320 }, (_, index) => ({ x: index % 320, value: picture[index] ?? 0 }))
    expect(Math.max(...luma.filter(({ x }) => x < 156).map(({ value }) => value))).toBeLessThan(24)
    expect(luma.filter(({ x, value }) => x > 170 && value > 60).length).toBeGreaterThan(10_000)
  })

  it('has each of its pictures in the hands of who hides people, with its time, and plays as long as before', async () => {
    const { file, segments } = await recorded()
    const times: number[] = []
    const hide: Concealing = {
      hide({ data, width, height }, at) {
        times.push(at)
        data.fill(16, 0, (width * height) / 2)
      },
    }
    const window = { segments, from: epoch + 2_000, to: epoch + 5_000 }
    const { at, durationMs } = await cut(window, file, hide)
    expect(times[0]).toBe(at)
    expect(new Set(times.slice(1).map((time, index) => Math.round(time - (times[index] ?? 0))))).toEqual(new Set([40]))
    expect(Math.abs((times.at(-1) ?? 0) + 40 - at - durationMs)).toBeLessThan(50)
    expect(Math.abs(Number(probe(file, 'format=duration')) * 1_000 - durationMs)).toBeLessThan(100)
    const picture = firstPicture(file)
    expect(Math.max(...picture.subarray(0, 320 * 86))).toBeLessThan(24)
    expect(picture.subarray(320 * 94).filter((luma) => luma > 60).length).toBeGreaterThan(10_000)
    // The same pictures as where nothing is hidden: not one is left out or shown twice.
    const plain = join(file, '..', 'plain.mp4')
    await cut(window, plain)
    expect(times.length).toBe(Number(probe(plain, 'stream=nb_frames')))
  })

  it('is not made when hiding fails, or the agent is stopped', async () => {
    const { file, segments } = await recorded()
    const window = { segments, from: epoch, to: epoch + 7_000 }
    const failing: Concealing = {
      hide(_, at) {
        if (at > epoch + 1_000) throw new Error('privacy: it cannot be hidden')
      },
    }
    await expect(cut(window, file, failing)).rejects.toMatchObject({
      cause: { message: expect.stringContaining('it cannot be hidden') },
    })
    const stopping = new AbortController()
    const cutting = cut(window, file, { hide: () => stopping.abort() }, stopping.signal)
    await expect(cutting).rejects.toThrow('recording: cutting')
    expect(existsSync(file)).toBe(false)
  })

  it('of which ffmpeg makes nothing leaves no file', async () => {
    const { folder, segments } = await recorded()
    const nowhere = join(folder, 'no-such-folder', 'clip.mp4')
    await expect(cut({ segments, from: epoch, to: epoch + 2_000 }, nowhere)).rejects.toThrow('recording: cutting')
    const file = join(folder, 'empty.mp4')
    await expect(cut({ segments: [], from: 0, to: 1 }, file)).rejects.toThrow()
    expect(existsSync(file)).toBe(false)
  })
})
