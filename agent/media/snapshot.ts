import { createHash } from 'node:crypto'
import sharp, { type Sharp } from 'sharp'
import type { Box } from '../detect/detection.ts'
import { cropAround } from './crop.ts'
import type { Picture } from './media-folder.ts'
import type { RgbPicture } from './rgb.ts'

// Pictures are small and each is seen once: what libvips keeps for the next time, and a thread for each core, would only cost memory.
sharp.cache(false)
sharp.concurrency(1)

const snapshotQuality = 80
const thumbnailWidth = 320
const thumbnailAspect = 16 / 9
/** A list shows many at once, and a thin link carries them before anything else. */
const thumbnailMaxBytes = 10_240
const thumbnailQualities = [70, 55, 40, 25]

/**
 * The picture as a JPEG, whole and unmarked: boxes are drawn by whoever looks at it.
 * @throws Error when it is none that libvips can encode
 */
export async function takeSnapshot(picture: RgbPicture): Promise<Picture> {
  return toPicture('snapshot', await open(picture).jpeg({ quality: snapshotQuality }).toBuffer())
}

/**
 * The object and some of its surroundings, 320 pixels wide at most, in as good a quality as 10 KiB hold.
 * @param box of the object, 0–1 of the picture
 * @throws Error when it is none that libvips can encode
 */
export async function takeThumbnail(picture: RgbPicture, box: Box): Promise<Picture> {
  const thumbnail = open(picture)
    .extract(cropAround(box, picture, thumbnailAspect))
    .resize({ width: thumbnailWidth, withoutEnlargement: true })
  let jpeg = Buffer.alloc(0)
  // The first is nearly always small enough.
  for (const quality of thumbnailQualities) {
    jpeg = await thumbnail.jpeg({ quality }).toBuffer()
    if (jpeg.byteLength <= thumbnailMaxBytes) break
  }
  return toPicture('thumbnail', jpeg)
}

function open({ width, height, data }: RgbPicture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } })
}

function toPicture(kind: Picture['kind'], jpeg: Buffer): Picture {
  return { kind, sha256: createHash('sha256').update(jpeg).digest('hex'), jpeg }
}
