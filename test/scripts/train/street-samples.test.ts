import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frameCount } from '../../../scripts/street/options.ts'
import type { Actor } from '../../../scripts/street/play.ts'
import type { PixelBox, Sighting } from '../../../scripts/street/sightings.ts'
import { createStreet } from '../../../scripts/street/street.ts'
import { type Film, filmOf } from '../../../scripts/train/film.ts'
import { toI420 } from '../../../scripts/train/i420.ts'
import { createSampleWriter, type Labelled, sampleSide } from '../../../scripts/train/samples.ts'
import { sampleStreet } from '../../../scripts/train/street-samples.ts'
import { collect, type Sample } from './collect.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-street-samples-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [width, height] = [160, 90]
const { options, view } = filmOf(1, 20)
/** Small and coarse, so that it is drawn in a moment. */
const film: Film = { view, options: { ...options, width, height, fps: 2 } }
const { signal } = new AbortController()

const clear = new Set<Labelled['answer']>(['human', 'two-wheeler', 'vehicle'])
let samples: Sample[] = []
let actors: readonly Actor[] = []
/** Who is in the frame, by its picture. */
const sightings = new Map<string, readonly Sighting[]>()

const keyOf = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

beforeAll(async () => {
  samples = await collect((writer) => sampleStreet(film, writer, signal))
  const street = createStreet(film.options, film.view)
  actors = street.actors
  for (let index = 0; index < frameCount(film.options); index += 1) {
    const frame = street.frame(index)
    sightings.set(keyOf(toI420(frame.pixels, width, height)), frame.sightings)
  }
})

/** Every pixel, and one beyond each edge. */
const everywhere = Array.from(
  { length: (width + 2) * (height + 2) },
  (_, at) => [(at % (width + 2)) - 1, Math.floor(at / (width + 2)) - 1] as const,
)

type Placed = { readonly answer: Labelled['answer']; readonly box: PixelBox; readonly sample: Sample }

/** Every label in pixels of its picture. */
function placed(): Placed[] {
  return samples.flatMap((sample) => {
    const { left, top, side } = sample.square
    return sample.labels.map(({ answer, box: [x, y, w, h] }) => ({
      ...{ answer, sample },
      box: [left + x * side, top + y * side, w * side, h * side] as const,
    }))
  })
}

function inFrame({ look }: Sample): readonly Sighting[] {
  return sightings.get(keyOf(look.picture.data)) ?? []
}

const isSame = (a: PixelBox, b: PixelBox) => a.every((value, index) => Math.abs(value - (b[index] ?? 0)) < 1e-6)

/** The box of two. */
function around(a: PixelBox, b: PixelBox): PixelBox {
  const [left, top] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])]
  return [left, top, Math.max(a[0] + a[2], b[0] + b[2]) - left, Math.max(a[1] + a[3], b[1] + b[3]) - top]
}

describe('the samples of a street', () => {
  it('are of its frames, larger than what the network sees, and know which pixels are whose', () => {
    expect(samples.length).toBeGreaterThan(60)
    expect(samples.every(({ look }) => sightings.has(keyOf(look.picture.data)))).toBe(true)
    expect(samples.every(({ mask }) => mask !== undefined)).toBe(true)
    expect(Math.min(...samples.map(({ square }) => square.side))).toBeGreaterThanOrEqual(24)
  })

  it('have labels that lie in the picture, and at least in part in the square', () => {
    const labels = placed()
    expect(labels.filter(({ answer }) => clear.has(answer)).length).toBeGreaterThan(100)
    for (const { box, sample } of labels) {
      const [x, y, w, h] = box
      const { left, top, side } = sample.square
      expect(Math.min(x, y, w, h)).toBeGreaterThanOrEqual(-1e-9)
      expect(x + w).toBeLessThanOrEqual(width + 1e-9)
      expect(y + h).toBeLessThanOrEqual(height + 1e-9)
      expect(x < left + side && y < top + side && x + w > left && y + h > top).toBe(true)
    }
  })

  it('show who rides and what is ridden as one two-wheeler, in one box around both', () => {
    let together = 0
    for (const { answer, box, sample } of placed()) {
      const seen = inFrame(sample)
      const boxOf = (id: number | undefined) => seen.find((one) => one.id === id)?.box
      const pairs = actors.flatMap(({ id, riderId }) => {
        const [machine, rider] = [boxOf(id), boxOf(riderId)]
        return machine && rider ? [{ machine, rider, both: around(machine, rider) }] : []
      })
      const isWhole = pairs.some(({ both }) => isSame(both, box))
      const isPart = pairs.some(({ machine, rider }) => isSame(machine, box) || isSame(rider, box))
      expect(isPart && !isWhole).toBe(false)
      if (isWhole && answer === 'two-wheeler') together += 1
    }
    expect(together).toBeGreaterThan(20)
  })

  it('call every other object by what it is', () => {
    const classes: Readonly<Record<string, Labelled['answer']>> = {
      pedestrian: 'human',
      car: 'vehicle',
      bus: 'vehicle',
    }
    const found = placed().flatMap(({ answer, box, sample }) => {
      const id = inFrame(sample).find((one) => isSame(one.box, box))?.id
      const expected = classes[actors.find((actor) => actor.id === id)?.class ?? '']
      return expected === undefined || answer === 'ignored' ? [] : [[answer, expected]]
    })
    for (const [answer, expected] of found) expect(answer).toBe(expected)
    for (const one of ['human', 'vehicle']) expect(found.filter(([answer]) => answer === one).length).toBeGreaterThan(8)
  })

  it('mask pixels of objects only, and some of every object that is clear', () => {
    for (const { answer, box, sample } of placed()) {
      if (!clear.has(answer)) continue
      const [x, y, w, h] = box.map(Math.round) as [number, number, number, number]
      const pixels = Array.from({ length: w * h }, (_, at) => [x + (at % w), y + Math.floor(at / w)] as const)
      expect(pixels.some(([px, py]) => sample.mask?.(px, py))).toBe(true)
    }
    for (const sample of samples) {
      const seen = inFrame(sample)
      const isAny = (x: number, y: number) =>
        seen.some(({ box: [left, top, w, h] }) => x >= left && y >= top && x <= left + w && y <= top + h)
      const masked = everywhere.filter(([x, y]) => sample.mask?.(x, y))
      // A machine of which too little is seen for a sighting still belongs to its rider.
      expect(masked.filter(([x, y]) => !isAny(x, y)).length).toBeLessThan(24)
    }
  })

  it('are the same bytes whenever they are taken', async () => {
    const short: Film = { view, options: { ...film.options, seconds: 6 } }
    const files: Buffer[][] = []
    for (const name of ['one', 'again']) {
      const base = join(folder, name)
      const writer = createSampleWriter(base)
      await sampleStreet(short, writer, signal)
      const count = await writer.close()
      expect(count).toBeGreaterThan(0)
      const [bytes, labels] = [readFileSync(`${base}.bin`), readFileSync(`${base}.json`)]
      expect(bytes).toHaveLength(count * 3 * sampleSide ** 2)
      files.push([bytes, labels])
    }
    const [one = [], again = []] = files
    for (const [index, bytes] of one.entries()) expect(again[index]?.equals(bytes)).toBe(true)
  })

  it('are not taken any more when somebody ends it', async () => {
    await expect(collect((writer) => sampleStreet(film, writer, AbortSignal.abort()))).rejects.toThrow('aborted')
  })
})
