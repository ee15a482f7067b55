import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Detection } from '../../../agent/detect/detection.ts'
import type { Detector } from '../../../agent/detect/detector.ts'
import { sampleClip } from '../../../scripts/train/clip-samples.ts'
import { make } from '../../agent/decode/play.ts'
import { collect, type Sample } from './collect.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-clip-samples-'))
const clip = join(folder, 'clip.mp4')
afterAll(() => rmSync(folder, { recursive: true }))

const [width, height] = [320, 180]
/** After two seconds something large is on the left and something narrow on the right. */
const [large, narrow] = [
  [40, 60, 80, 60],
  [240, 60, 20, 60],
] as const
const still = [160, 10, 40, 40] as const

beforeAll(() => {
  const box = ([x, y, w, h]: readonly number[]) => `drawbox=${x}:${y}:${w}:${h}:white:fill:enable='gte(t,2)'`
  const scene = `color=gray:s=${width}x${height}:r=5:d=4,${box(large)},${box(narrow)}`
  make(clip, '-f', 'lavfi', '-i', scene, '-c:v', 'libx264', '-pix_fmt', 'yuv420p')
})

const { signal } = new AbortController()
const unit = ([x, y, w, h]: readonly number[]): Detection['box'] => [
  (x ?? 0) / width,
  (y ?? 0) / height,
  (w ?? 0) / width,
  (h ?? 0) / height,
]

function teacher(...detections: Pick<Detection, 'class' | 'vehicleType' | 'score' | 'box'>[]): Detector {
  return {
    ...{ model: 'teacher@1', decoder: 'yolox' },
    detect: () => Promise.resolve({ detections: detections.map((one) => ({ label: 'x', ...one })), inferenceMs: 1 }),
    close: () => Promise.resolve(),
  }
}

const answersOf = (samples: readonly Sample[]) =>
  new Set(samples.flatMap(({ labels }) => labels.map(({ answer }) => answer)))

describe('samples of a clip', () => {
  it('are taken where something moves, once it does', async () => {
    const samples = await collect((writer) => sampleClip(clip, teacher(), writer, signal))
    // Ten frames with two regions each; the larger one has four parts, and no more than four squares are taken.
    expect(samples.length).toBeGreaterThanOrEqual(4 * 8)
    expect(samples.length).toBeLessThanOrEqual(4 * 10)
    expect(answersOf(samples)).toEqual(new Set())
  })

  it.each<[string, Partial<Detection>, string | undefined]>([
    ['a human', { class: 'Human' }, 'human'],
    ['a car', { class: 'Vehicle', vehicleType: 'Car' }, 'vehicle'],
    ['neither, when the teacher is not sure', { class: 'Human', score: 0.44 }, 'ignored'],
    ['neither, of what is ridden', { class: 'Vehicle', vehicleType: 'Motorcycle' }, 'ignored'],
    ['neither, of a bicycle', { class: 'Bicycle' }, 'ignored'],
    ['nothing, when it is of another class', { class: 'Animal' }, undefined],
  ])('show what a teacher sees there as %s', async (_, kind, answer) => {
    const seen = { class: 'Human', score: 0.9, box: unit(large), ...kind }
    const samples = await collect((writer) => sampleClip(clip, teacher(seen), writer, signal))
    expect(answersOf(samples)).toEqual(new Set(answer === undefined ? [] : [answer]))
    for (const { labels, square } of samples) {
      for (const { box } of labels) {
        const [x, y, w, h] = box
        const pixels = [square.left + x * square.side, square.top + y * square.side, w * square.side, h * square.side]
        for (const [index, value] of large.entries()) expect(pixels[index]).toBeCloseTo(value, 6)
      }
    }
  })

  it('leave out what a teacher sees where nothing moves', async () => {
    const seen = { class: 'Human', score: 0.9, box: unit(still) }
    expect(answersOf(await collect((writer) => sampleClip(clip, teacher(seen), writer, signal)))).toEqual(new Set())
  })

  it('are all of one kind where that is known, but for what is narrow', async () => {
    const samples = await collect((writer) => sampleClip(clip, 'vehicle', writer, signal))
    expect(answersOf(samples)).toEqual(new Set(['vehicle']))
    const middles = samples.flatMap(({ labels, square }) =>
      labels.map(({ box }) => square.left + (box[0] + box[2] / 2) * square.side),
    )
    expect(middles.length).toBeGreaterThan(0)
    expect(Math.max(...middles)).toBeLessThan(narrow[0])
  })
})
