import sharp from 'sharp'
import type { BirthRule } from '../../wire/birth.ts'
import type { EventDraft } from '../../wire/event.ts'
import type { Frame } from '../decode/frame.ts'
import type { Box } from '../detect/detection.ts'
import { toRgb } from '../media/rgb.ts'
import { type Canvas, drawObject, drawRule, type Point, toSvg } from './drawing.ts'

/** Of the picture of an event on a contact sheet, pixels. */
export const tileSize = { width: 320, height: 240 }

/** How much of the picture an object is shown with: its box this many times, and never less than this share of the height. */
const around = 1.6
const leastShare = 0.35

/**
 * What is around an object, with its box and the rule that reports it.
 * @returns PNG
 */
export function drawTile(
  frame: Frame,
  box: Box,
  { object, rule, zone, line }: EventDraft,
  rules: readonly BirthRule[],
): Promise<Buffer> {
  const crop = cropAround(box, frame)
  const scale = tileSize.width / crop.width
  const project = ([x, y]: Point): Point => [
    (x * frame.width - crop.left) * scale,
    (y * frame.height - crop.top) * scale,
  ]
  const canvas: Canvas = { ...tileSize, project, textSize: 13 }
  const drawn = rules.filter(({ name }) => [rule, zone, line].includes(name))
  const parts = [
    ...drawn.map((shape) => drawRule(canvas, { ...shape, name: '' }, false)),
    drawObject(canvas, { class: object?.class ?? '', box, text: '', isSeen: true, trail: [] }),
  ]
  return sharp(toRgb(frame).data, { raw: { width: frame.width, height: frame.height, channels: 3 } })
    .extract(crop)
    .resize(tileSize.width, tileSize.height, { fit: 'fill' })
    .composite([{ input: toSvg(canvas, parts) }])
    .removeAlpha()
    .png()
    .toBuffer()
}

export type Crop = {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The part of a frame that a tile shows, in whole pixels: inside the frame, of the shape of a tile. */
export function cropAround([x, y, width, height]: Box, frame: Pick<Frame, 'width' | 'height'>): Crop {
  const shape = tileSize.width / tileSize.height
  const wanted = Math.max(
    height * frame.height * around,
    (width * frame.width * around) / shape,
    frame.height * leastShare,
  )
  const cropHeight = Math.min(wanted, frame.height, frame.width / shape)
  const cropWidth = cropHeight * shape
  const left = clamp((x + width / 2) * frame.width - cropWidth / 2, frame.width - cropWidth)
  const top = clamp((y + height / 2) * frame.height - cropHeight / 2, frame.height - cropHeight)
  return {
    left: Math.floor(left),
    top: Math.floor(top),
    width: Math.max(1, Math.floor(cropWidth)),
    height: Math.max(1, Math.floor(cropHeight)),
  }
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(0, value), Math.max(0, most))
}
