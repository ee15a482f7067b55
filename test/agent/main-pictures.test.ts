/** A camera that analyses a small stream and records a large one, of real video; only the clock is ours. */
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it, onTestFinished, vi } from 'vitest'
import { readPicture } from '../../agent/decode/picture-reader.ts'
import type { Report } from '../../agent/events/event-log.ts'
import { createMainPictures } from '../../agent/main-pictures.ts'
import type { Picture } from '../../agent/media/media-folder.ts'
import { createMask } from '../../agent/privacy/mask.ts'
import { recordedPicture } from '../../agent/recording/recorded-picture.ts'
import { openRing } from '../../agent/recording/ring.ts'
import { createLog } from '../../runtime/log.ts'
import type { EventDraft } from '../../wire/event.ts'
import { eventDraft } from '../event-message.ts'
import { epoch, makeStream, record, temporaryFolder } from './recording/footage.ts'

const patience = { timeout: 20_000, interval: 20 }
/** Brighter by two levels with each of its 25 pictures a second. */
const brightening = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-pix_fmt', 'yuv420p']
const lumaAt = (sinceMs: number) => 20 + Math.round(sinceMs / 40) * 2

function report(phase: EventDraft['phase'], sinceMs: number, shotMs?: number, width = 160): Report {
  const draft = eventDraft({ phase, at: epoch + sinceMs })
  if (shotMs === undefined) return { draft }
  const frame = { at: epoch + shotMs, width, height: 90, data: new Uint8Array(), people: [] }
  return { draft, shot: { frame, box: [0.4, 0.4, 0.2, 0.2], quality: 1 } }
}

async function start(changes: { masks?: readonly (readonly [number, number])[][]; isRefused?: boolean } = {}) {
  const folder = temporaryFolder()
  const ring = openRing({ folder: join(folder, 'ring'), maxBytes: 10_000_000, maxAgeMs: 600_000, now: epoch })
  const filter = ['-vf', "geq=lum='20+2*N':cb=128:cr=128"]
  await record(makeStream(4, ...filter, ...brightening), ring, 4)
  const stopping = new AbortController()
  const kept = new Map<string, Picture>()
  const told: EventDraft[] = []
  const mask = createMask(changes.masks ?? [])
  const pictures = createMainPictures({
    live: () => ({ run: 1, recordedTo: epoch + 3_000 }),
    pictureAt: (at) => recordedPicture(at, ring.segments(), (...read) => readPicture(...read, stopping.signal)),
    hide(frame) {
      if (changes.isRefused) return Promise.reject(new Error('privacy: nobody looked'))
      mask(frame)
      return Promise.resolve({ frame, privacy: ['masked'] })
    },
    add: (picture) => Promise.resolve(void kept.set(picture.sha256, picture)),
    tell: (update) => Promise.resolve(void told.push(update)),
    now: () => epoch + 3_000,
    log: createLog('test', 'silent'),
    signal: stopping.signal,
  })
  onTestFinished(() => {
    stopping.abort()
    return pictures.closed
  })
  return { pictures, kept, told }
}

it('gives an event the recorded picture of its best moment when it is over, as large as it was recorded', async () => {
  const { pictures, kept, told } = await start()
  pictures.follow([report('start', 400, 400)])
  pictures.follow([report('end', 2_000, 1_480)])
  await vi.waitFor(() => expect(told).toHaveLength(1), patience)
  const { snapshot, ...media } = told[0]?.media ?? {}
  expect(told[0]).toMatchObject({ id: eventDraft().id, phase: 'update', at: epoch + 1_480 })
  expect(media).toMatchObject({ box: [0.4, 0.4, 0.2, 0.2], privacy: ['masked'] })
  expect(kept.get(media.thumbnail ?? '')?.kind).toBe('thumbnail')
  const jpeg = sharp(kept.get(snapshot ?? '')?.jpeg)
  expect(await jpeg.metadata()).toMatchObject({ width: 320, height: 180 })
  const { channels } = await jpeg.greyscale().stats()
  // From limited range to full.
  const luma = (channels[0]?.mean ?? 0) * (219 / 255) + 16
  expect(Math.abs(luma - lumaAt(1_480))).toBeLessThan(4)
})

it('is masked as every picture is', async () => {
  const left: [number, number][] = [
    [0, 0],
    [0.5, 0],
    [0.5, 1],
    [0, 1],
  ]
  const { pictures, kept, told } = await start({ masks: [left] })
  pictures.follow([report('pulse', 2_000, 2_000)])
  await vi.waitFor(() => expect(told).toHaveLength(1), patience)
  const { data, info } = await sharp(kept.get(told[0]?.media?.snapshot ?? '')?.jpeg)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const row = data.subarray(90 * info.width, 91 * info.width)
  expect(Math.max(...row.subarray(0, 150))).toBeLessThan(6)
  expect(Math.min(...row.subarray(170))).toBeGreaterThan(60)
})

it('leaves an event the picture that it has where the recorded one is no larger, does not reach back, or must not leave the box', async () => {
  const { pictures, told } = await start()
  pictures.follow([report('pulse', 1_000, 1_000, 320), report('pulse', -9_000, -9_000), report('pulse', 1_000)])
  const refused = await start({ isRefused: true })
  refused.pictures.follow([report('pulse', 1_000, 1_000)])
  // What comes after all of them, of both cameras.
  pictures.follow([report('pulse', 1_200, 1_200)])
  await vi.waitFor(() => expect(told).toHaveLength(1), patience)
  expect(told[0]?.at).toBe(epoch + 1_200)
  expect(refused.told).toEqual([])
})
