import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { drawObject, drawRule, drawText, type Point, toSvg } from '../../../agent/replay/drawing.ts'
import { cropAround, tileSize } from '../../../agent/replay/tile.ts'

const canvas = { width: 200, height: 100, textSize: 12, project: ([x, y]: Point): Point => [x * 200, y * 100] }

/** Whether something is drawn at these pixels. */
async function isDrawn(parts: readonly string[], places: readonly Point[]): Promise<boolean[]> {
  const { data } = await sharp(toSvg(canvas, parts)).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return places.map(([x, y]) => (data[(y * canvas.width + x) * 4 + 3] ?? 0) > 100)
}

describe('a line that is drawn', () => {
  it('points to where `in` is: the right of somebody who walks along it', async () => {
    const points: [number, number][] = [
      [0.1, 0.5],
      [0.9, 0.5],
    ]
    const line = drawRule(canvas, { name: '', type: 'line', points }, false)
    // Rightwards on the picture, the right hand is below.
    expect(
      await isDrawn(
        [line],
        [
          [100, 58],
          [100, 42],
        ],
      ),
    ).toEqual([true, false])
    const back = drawRule(canvas, { name: '', type: 'line', points: points.toReversed() }, false)
    expect(
      await isDrawn(
        [back],
        [
          [100, 58],
          [100, 42],
        ],
      ),
    ).toEqual([false, true])
  })

  it('is one even where it has no length', () => {
    const dot: [number, number][] = [
      [0.5, 0.5],
      [0.5, 0.5],
    ]
    expect(drawRule(canvas, { name: 'dot', type: 'line', points: dot }, false)).not.toContain('NaN')
  })
})

describe('what people wrote', () => {
  it('cannot break the drawing', async () => {
    const parts = ['<b> & "co"\u0000\u001b\ufffe\ud800', 'Vạch cổng số 1 – Đường Nguyễn Huệ'].map((text) =>
      drawText(canvas, [10, 50], text, '#ffffff'),
    )
    await expect(sharp(toSvg(canvas, parts)).raw().toBuffer()).resolves.toBeDefined()
  })

  it('has all its letters: none of Vietnamese looks like one that the font lacks', async () => {
    const pictures = await Promise.all(
      ['ạ', 'ả', 'ậ', 'ắ', 'ế', 'ợ', 'ỹ', 'đ', '\ue000'].map((letter) =>
        sharp(toSvg(canvas, [drawText(canvas, [10, 50], letter, '#ffffff')]))
          .raw()
          .toBuffer(),
      ),
    )
    expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(pictures.length)
  })
})

describe('an object that is drawn', () => {
  it('has a whole frame where it was seen, and a broken one where it is only expected', () => {
    const object = { class: 'Human', box: [0.1, 0.2, 0.1, 0.5], text: 'x', trail: [] } as const
    expect(drawObject(canvas, { ...object, isSeen: true })).not.toContain('dasharray')
    expect(drawObject(canvas, { ...object, isSeen: false })).toContain('dasharray')
  })
})

describe('the part of a picture that a tile shows', () => {
  const sizes = [
    { width: 960, height: 540 },
    { width: 540, height: 960 },
    { width: 64, height: 64 },
    { width: 161, height: 91 },
  ]
  const boxes = [
    [0, 0, 0.02, 0.05],
    [0.95, 0.9, 0.05, 0.1],
    [0, 0, 1, 1],
    [0.4, 0.4, 0.1, 0.6],
    [0.3, 0.5, 0.6, 0.05],
  ] as const

  it.each(sizes)('is inside one of %o, of the shape of the tile, with the middle of the object in it', (size) => {
    for (const box of boxes) {
      const { left, top, width, height } = cropAround(box, size)
      expect([left >= 0, top >= 0, left + width <= size.width, top + height <= size.height]).not.toContain(false)
      expect(Math.abs(width / height - tileSize.width / tileSize.height)).toBeLessThan(0.1)
      const [x, y] = [(box[0] + box[2] / 2) * size.width, (box[1] + box[3] / 2) * size.height]
      expect([x >= left, x <= left + width + 1, y >= top, y <= top + height + 1]).not.toContain(false)
    }
  })
})
