import { beforeAll, describe, expect, it } from 'vitest'
import { frameCount } from '../../../scripts/street/options.ts'
import type { Sighting } from '../../../scripts/street/sightings.ts'
import { createStreet, type Street } from '../../../scripts/street/street.ts'
import { anchorOf, createTruthRecorder, type Truth } from '../../../scripts/street/truth.ts'
import { smallStreet } from './small-street.ts'

const { width, height, fps } = smallStreet
const count = frameCount(smallStreet)

type Kept = { readonly pixels: Uint8Array; readonly sightings: readonly Sighting[] }

let street: Street
const frames: Kept[] = []
let truth: Truth

beforeAll(() => {
  street = createStreet(smallStreet)
  const recorder = createTruthRecorder(smallStreet, street.actors)
  for (let index = 0; index < count; index++) {
    const { pixels, sightings } = street.frame(index)
    recorder.add(index, sightings)
    frames.push({ pixels: pixels.slice(), sightings })
  }
  truth = recorder.truth()
})

const kept = (index: number): Kept => frames[index] as Kept

describe('a street', { timeout: 90_000 }, () => {
  it('gives the same bytes for the same seed, in whatever order frames are drawn', () => {
    const again = createStreet(smallStreet)
    for (const index of [31, 4]) {
      const { pixels, sightings } = again.frame(index)
      expect(Buffer.compare(pixels, kept(index).pixels)).toBe(0)
      expect(sightings).toEqual(kept(index).sightings)
    }
  })

  it('is another one for another seed', () => {
    const other = createStreet({ ...smallStreet, seed: smallStreet.seed + 1 })
    expect(Buffer.compare(other.frame(30).pixels, kept(30).pixels)).not.toBe(0)
  })

  it('begins and ends with nobody in the picture, so that it runs in a loop', () => {
    expect(kept(0).sightings).toEqual([])
    expect(kept(count - 1).sightings).toEqual([])
    const apart = kept(0).pixels.map((value, i) => Math.abs(value - (kept(count - 1).pixels[i] as number)))
    // Only the noise of the sensor differs.
    expect(Math.max(...apart)).toBeLessThan(16)
  })

  it('shows people, two-wheelers with riders and vehicles', () => {
    const classes = Object.keys(truth.counts.objects)
    expect(classes).toEqual(expect.arrayContaining(['pedestrian', 'rider', 'motorcycle', 'bicycle', 'car']))
  })

  it('keeps boxes inside the picture, and inside the box of the whole object', () => {
    const all = frames.flatMap(({ sightings }) => sightings)
    expect(all.length).toBeGreaterThan(200)
    for (const { box, whole, visibility } of all) {
      const [x, y, w, h] = box
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(x + w).toBeLessThanOrEqual(width)
      expect(y + h).toBeLessThanOrEqual(height)
      expect(x).toBeGreaterThan(whole[0] - 1)
      expect(x + w).toBeLessThan(whole[0] + whole[2] + 1)
      expect(visibility).toBeGreaterThan(0)
      expect(visibility).toBeLessThanOrEqual(1)
    }
  })

  it('shows less of what is hidden: its box is smaller than the whole', () => {
    const inside = ({ whole: [x, y, w, h] }: Sighting) => x > 0 && y > 0 && x + w < width && y + h < height
    const whole = frames.flatMap(({ sightings }) => sightings).filter(inside)
    const share = ({ box, whole: all }: Sighting) => (box[2] * box[3]) / (all[2] * all[3])
    const hidden = whole.filter(({ visibility }) => visibility < 0.4)
    const open = whole.filter(({ visibility }) => visibility > 0.98)
    expect(hidden.length).toBeGreaterThan(0)
    expect(open.length).toBeGreaterThan(0)
    expect(mean(hidden.map(share))).toBeLessThan(0.75)
    expect(mean(open.map(share))).toBeGreaterThan(0.9)
  })

  it('tells of crossings that the boxes show: the middle of the lower edge changes sides', () => {
    expect(truth.crossings.length).toBeGreaterThan(5)
    const clear = truth.crossings.filter(({ visibility }) => visibility > 0.97)
    expect(clear.length).toBeGreaterThan(2)
    for (const { id, atS, direction } of clear) {
      const index = Math.round(atS * fps)
      const after = seenAt(id, index)
      const before = frames.slice(0, index).findLast(({ sightings }) => sightings.some((one) => one.id === id))
      expect(before).toBeDefined()
      expect(sideOf(after)).toBe(direction === 'in' ? 1 : -1)
    }
  })

  it('tells of visits that the boxes show', () => {
    expect(truth.visits.length).toBeGreaterThan(0)
    for (const { enterS, leaveS, dwellS } of truth.visits) {
      expect(dwellS).toBeCloseTo(leaveS - enterS, 3)
      expect(dwellS).toBeGreaterThan(0)
    }
  })
})

function seenAt(id: number, index: number): Sighting {
  const found = kept(index).sightings.find((one) => one.id === id)
  if (found === undefined) throw new Error(`object ${id} is not seen in frame ${index}`)
  return found
}

/** 1 to the right of somebody who walks along the line, else −1. */
function sideOf({ box }: Sighting): number {
  const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = truth.line.points
  const [x, y] = anchorOf(box, width, height)
  return (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) >= 0 ? 1 : -1
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
