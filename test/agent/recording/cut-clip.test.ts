import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openClipWriter } from '../../../agent/decode/ffmpeg.ts'
import { cutClip } from '../../../agent/recording/cut-clip.ts'
import { drawMasks } from '../../../agent/recording/mask-overlay.ts'
import { openRing } from '../../../agent/recording/ring.ts'
import { epoch, makeStream, record, temporaryFolder } from './footage.ts'

async function recorded(...codec: string[]) {
  const folder = temporaryFolder()
  const ring = openRing({ folder: join(folder, 'ring'), maxBytes: 100_000_000, maxAgeMs: 600_000, now: epoch })
  await record(makeStream(8, ...codec), ring, 8)
  return { folder, file: join(folder, 'clip.mp4'), segments: ring.segments() }
}

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
    const clip = await cutClip(window, file, openClipWriter, undefined)
    expect(Math.abs(clip.at - (epoch + 3_000))).toBeLessThan(200)
    expect(clip.at).toBeLessThanOrEqual(window.from)
    expect(Math.abs(Number(probe(file, 'format=duration')) * 1_000 - clip.durationMs)).toBeLessThan(100)
    expect(clip.at + clip.durationMs).toBeGreaterThanOrEqual(window.to - 50)
    expect(probe(file, 'stream=codec_name')).toBe('h264')
    expect(await cutClip(window, file, openClipWriter, undefined)).toEqual(clip)
  })

  it('is encoded where browsers do not play what the camera sends', async () => {
    const { file, segments } = await recorded('-c:v', 'mpeg4', '-g', '25')
    await cutClip({ segments, from: epoch, to: epoch + 3_000 }, file, openClipWriter, undefined)
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
    await cutClip({ segments, from: epoch, to: epoch + 2_000 }, file, openClipWriter, maskedBy)
    const picture = firstPicture(file)
    const luma = Array.from({ length: 180 * 320 }, (_, index) => ({ x: index % 320, value: picture[index] ?? 0 }))
    expect(Math.max(...luma.filter(({ x }) => x < 156).map(({ value }) => value))).toBeLessThan(24)
    expect(luma.filter(({ x, value }) => x > 170 && value > 60).length).toBeGreaterThan(10_000)
  })

  it('of which ffmpeg makes nothing leaves no file', async () => {
    const { folder, segments } = await recorded()
    const nowhere = join(folder, 'no-such-folder', 'clip.mp4')
    await expect(
      cutClip({ segments, from: epoch, to: epoch + 2_000 }, nowhere, openClipWriter, undefined),
    ).rejects.toThrow('recording: cutting')
    const file = join(folder, 'empty.mp4')
    await expect(cutClip({ segments: [], from: 0, to: 1 }, file, openClipWriter, undefined)).rejects.toThrow()
    expect(existsSync(file)).toBe(false)
  })
})
