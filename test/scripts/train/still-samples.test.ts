import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../../scripts/street/random.ts'
import { sampleStills } from '../../../scripts/train/still-samples.ts'
import { collect, type Sample } from './collect.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-stills-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [width, height] = [160, 120]
/** Each still is of another grey, by which a sample tells where it is from. */
const greyOf = (still: number) => 20 * still
const stills = [0, 1, 2, 3, 4, 5, 6]
const categories = ['person', 'dog', 'bus', 'bicycle'].map((name, id) => ({ id, name }))
const annotations = [
  { image_id: 0, category_id: 0, bbox: [10, 10, 40, 80], iscrowd: 0 },
  { image_id: 1, category_id: 0, bbox: [40, 20, 30, 60], iscrowd: 0 },
  { image_id: 2, category_id: 1, bbox: [40, 20, 30, 60], iscrowd: 0 },
  { image_id: 3, category_id: 2, bbox: [20, 30, 90, 60], iscrowd: 0 },
  { image_id: 4, category_id: 0, bbox: [0, 0, 160, 120], iscrowd: 1 },
  { image_id: 6, category_id: 3, bbox: [0, 0, 160, 120], iscrowd: 0 },
]
let samples: Sample[] = []

beforeAll(async () => {
  mkdirSync(join(folder, 'images'))
  const images = stills.map((id) => ({ id, file_name: `${id}.png` }))
  for (const { id, file_name } of images) {
    const background = { r: greyOf(id), g: greyOf(id), b: greyOf(id) }
    await sharp({ create: { width, height, channels: 3, background } }).toFile(join(folder, 'images', file_name))
  }
  writeFileSync(join(folder, 'annotations.json'), JSON.stringify({ images, categories, annotations }))
  samples = await collect((writer) => sampleStills(folder, writer, createRandom(1)))
})

/** Full range as that of video. */
const lumaOf = (still: number) => Math.floor(16 + (greyOf(still) * 219) / 255)
const of = (still: number) => samples.filter(({ look }) => look.picture.data[0] === lumaOf(still))
const answersOf = (still: number) => new Set(of(still).flatMap(({ labels }) => labels.map(({ answer }) => answer)))

describe('samples of labelled stills', () => {
  it('are never of a still that is kept to test on, every fifth', () => {
    expect([0, 5].map((still) => of(still).length)).toEqual([0, 0])
    for (const still of [1, 2, 3, 4, 6]) expect(of(still).length).toBeGreaterThanOrEqual(12)
    expect([1, 2, 3, 4, 6].reduce((sum, still) => sum + of(still).length, 0)).toBe(samples.length)
  })

  it('say who is there, and neither yes nor no of a crowd and of what stands without its rider', () => {
    expect(answersOf(1)).toEqual(new Set(['human']))
    expect(answersOf(2)).toEqual(new Set())
    expect(answersOf(3)).toEqual(new Set(['vehicle']))
    for (const still of [4, 6]) expect(answersOf(still)).toEqual(new Set(['ignored']))
  })

  it('have their boxes where the objects are, and show them as if nothing had moved', () => {
    const seen = of(1).filter(({ labels }) => labels.length > 0)
    expect(seen.length).toBeGreaterThanOrEqual(6)
    for (const { labels, square, look } of seen) {
      const [x = 0, y = 0, w = 0, h = 0] = labels[0]?.box ?? []
      const pixels = [square.left + x * square.side, square.top + y * square.side, w * square.side, h * square.side]
      for (const [index, value] of [40, 20, 30, 60].entries()) expect(pixels[index]).toBeCloseTo(value, 6)
      expect(Math.max(...look.change.contrast)).toBe(0)
    }
  })
})
