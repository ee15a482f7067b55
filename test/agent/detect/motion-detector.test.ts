import { describe, expect, it } from 'vitest'
import type { Frame } from '../../../agent/decode/frame.ts'
import type { Detection } from '../../../agent/detect/detection.ts'
import type { Detector } from '../../../agent/detect/detector.ts'
import type { Picture } from '../../../agent/detect/model-input.ts'
import { motionDetector, movingDetector } from '../../../agent/detect/motion-detector.ts'
import { type ChangeMap, createMotion } from '../../../agent/motion/motion.ts'
import { cell, draw, ground, height, times, width, withObject } from '../motion/pictures.ts'

const walker = withObject((seconds) => (seconds >= 2 ? [Math.round(60 * seconds), 120, 48, 120] : undefined))
const somebody: Detection = { label: 'human', class: 'Human', score: 0.9, box: [0.1, 0.2, 0.3, 0.4] }

type Asked = Frame & Pick<Picture, 'moving'>

/** A model that sees the same in every picture, and keeps what it was asked. */
function model(asked: Asked[] = []): Detector & { readonly asked: readonly Asked[] } {
  return {
    ...{ model: 'eyes@1', sha256: 'abc', decoder: 'cells', asked },
    detect(frame) {
      asked.push(frame)
      return Promise.resolve({ detections: [somebody], inferenceMs: 12 })
    },
    close: () => Promise.resolve(),
  }
}

function bytesOf({ contrast }: ChangeMap): Buffer {
  return Buffer.from(contrast.buffer)
}

describe('a model that looks only at what moves', () => {
  it('is not run where nothing moves', async () => {
    const inner = model()
    const detector = movingDetector(inner, createMotion())
    for (const seconds of times(0, 3.8)) {
      const { detections, inferenceMs } = await detector.detect(draw(ground, seconds))
      expect(detections).toEqual([])
      expect(inferenceMs).toBeGreaterThan(0)
    }
    expect(inner.asked).toEqual([])
  })

  it('is given the picture, where something moves in it and how it differs, and its answer is the answer', async () => {
    const inner = model()
    const detector = movingDetector(inner, createMotion())
    const motion = createMotion()
    for (const seconds of times(0, 3)) {
      const frame = draw(walker, seconds)
      const regions = motion.regions(frame)
      const before = inner.asked.length
      const answer = await detector.detect(frame)
      if (regions.length === 0) {
        expect(answer.detections).toEqual([])
        expect(inner.asked).toHaveLength(before)
        continue
      }
      expect(answer.detections).toEqual([somebody])
      expect(answer.inferenceMs).toBeGreaterThanOrEqual(12)
      expect(inner.asked).toHaveLength(before + 1)
      const { data, moving, ...rest } = inner.asked[before] as Asked
      expect(data).toBe(frame.data)
      expect(rest).toEqual({ at: frame.at, width, height })
      expect(moving?.regions).toEqual(regions)
      expect(moving && bytesOf(moving.change).equals(bytesOf(motion.change() as ChangeMap))).toBe(true)
    }
    expect(inner.asked).toHaveLength(times(2, 3).length)
  })

  it('is asked now and then where nothing moves, too: whether it still works', async () => {
    const inner = model()
    const detector = movingDetector(inner, createMotion())
    const found = []
    for (const seconds of times(0, 9, 1)) found.push(...(await detector.detect(draw(ground, seconds))).detections)
    expect(found).toEqual([])
    expect(inner.asked.map(({ at }) => (at / 1_000) % 100)).toEqual([4, 8])
  })

  it('that fails is asked where nothing moves, too, until it answers: nobody says meanwhile that nothing is there', async () => {
    let isDead = false
    const asked: Asked[] = []
    const inner = model(asked)
    const detector = movingDetector(
      { ...inner, detect: (frame) => (isDead ? Promise.reject(new Error('dead')) : inner.detect(frame)) },
      createMotion(),
    )
    const passes = withObject((seconds) =>
      seconds >= 2 && seconds < 3 ? [Math.round(60 * seconds), 120, 48, 120] : undefined,
    )
    const answers: [seconds: number, answer: string][] = []
    for (const seconds of times(0, 5)) {
      isDead = seconds >= 2.5 && seconds < 4
      const answer = detector.detect(draw(passes, seconds))
      answers.push([
        seconds,
        await answer.then(
          ({ detections }) => String(detections.length),
          () => 'none',
        ),
      ])
    }
    const between = (from: number, to: number) =>
      new Set(answers.filter(([seconds]) => seconds >= from && seconds < to).map(([, answer]) => answer))
    expect(between(0, 2)).toEqual(new Set(['0']))
    expect(between(2, 2.5)).toEqual(new Set(['1']))
    expect(between(2.5, 4)).toEqual(new Set(['none']))
    // What it finds when it is only tried is no object.
    expect(between(4, 5)).toEqual(new Set(['0']))
    expect(asked.filter(({ moving }) => moving?.regions[0]?.box[2] === 1)).toHaveLength(1)
  })

  it('is tried for each camera while it fails for another', async () => {
    let isAnswering = true
    const inner = model()
    const detector = movingDetector({ ...inner, isAnswering: () => isAnswering }, createMotion())
    await detector.detect(draw(ground, 0))
    expect(inner.asked).toHaveLength(0)
    isAnswering = false
    expect((await detector.detect(draw(ground, 0.2))).detections).toEqual([])
    expect(inner.asked).toHaveLength(1)
  })

  it('is told to the world as itself', () => {
    expect(movingDetector(model(), createMotion())).toMatchObject({ model: 'eyes@1', sha256: 'abc', decoder: 'cells' })
  })
})

describe('detection without a model', () => {
  it('says where something moves and nothing about what it is', async () => {
    const detector = motionDetector(createMotion())
    const found = []
    for (const seconds of times(0, 3)) found.push((await detector.detect(draw(walker, seconds))).detections)
    expect(found.slice(0, times(0, 2).length).flat()).toEqual([])
    const [last, ...others] = found.at(-1) ?? []
    expect(others).toEqual([])
    expect(last).toMatchObject({ label: 'motion', class: 'Motion' })
    const [x = 0, y = 0, w = 0, h = 0] = last?.box ?? []
    for (const [edge, pixels] of [
      [x * width, 168],
      [y * height, 120],
      [w * width, 48],
      [h * height, 120],
    ] as const) {
      expect(Math.abs(edge - pixels)).toBeLessThan(3 * cell)
    }
  })
})
