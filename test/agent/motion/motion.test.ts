import { describe, expect, it } from 'vitest'
import { type ChangeMap, createMotion } from '../../../agent/motion/motion.ts'
import { busy, cell, draw, ground, height, isIn, type Rectangle, times, watch, width, withObject } from './pictures.ts'

/** It comes in when the background has been learnt. */
const walker = (seconds: number): Rectangle => [Math.round(60 * seconds - 120), 120, 48, 120]
const regionOf = (rectangle: Rectangle, seconds: number) => {
  const seen = watch(
    withObject((at) => (at >= seconds ? rectangle : undefined)),
    times(0, seconds + 0.2),
  )
  return seen.at(-1)?.regions ?? []
}

/** Distance of the farthest edge, in cells. */
function missBy(box: readonly number[], [left, top, across, down]: Rectangle): number {
  const [x = 0, y = 0, w = 0, h = 0] = box
  const edges = [x * width - left, y * height - top, (x + w) * width - left - across, (y + h) * height - top - down]
  return Math.max(...edges.map(Math.abs)) / cell
}

describe('a moving object', () => {
  it('is one region with its box, to less than three cells', () => {
    const seen = watch(withObject(walker), times(0, 8)).filter(({ seconds }) => seconds > 3)
    for (const { seconds, regions } of seen) {
      expect(regions).toHaveLength(1)
      expect(missBy(regions[0]?.box ?? [], walker(seconds))).toBeLessThan(2.5)
      expect((regions[0]?.area ?? 0) / ((48 * 120) / (width * height))).toBeCloseTo(1.1, 0)
      expect(regions[0]?.score).toBeGreaterThan(0.6)
    }
  })

  it('is found at irregular times as well', () => {
    const irregular = times(0, 8).map((seconds, index) => seconds + (index % 3) * 0.06)
    for (const { regions } of watch(withObject(walker), irregular).filter(({ seconds }) => seconds > 3))
      expect(regions).toHaveLength(1)
  })

  it.each<[string, Rectangle, Rectangle, number]>([
    ['far apart are two', [100, 100, 48, 110], [400, 100, 48, 110], 2],
    ['beside each other are two', [100, 100, 48, 110], [172, 100, 48, 110], 2],
    ['in pieces above one another are one', [100, 100, 48, 50], [100, 160, 48, 80], 1],
  ])('%s', (_, first, second, count) => {
    const scene = withObject(
      (at) => (at >= 3 ? first : undefined),
      withObject((at) => (at >= 3 ? second : undefined)),
    )
    expect(watch(scene, times(0, 3.2)).at(-1)?.regions).toHaveLength(count)
  })

  it('is left out below the least area', () => {
    expect(regionOf([300, 200, 9, 9], 3)).toEqual([])
    expect(regionOf([300, 200, 40, 40], 3)).toHaveLength(1)
  })
})

describe('nothing moves', () => {
  it.each([1, 3, 6])('in noise of strength %d', (noise) => {
    expect(busy(watch(ground, times(0, 15), createMotion(), noise))).toEqual([])
  })

  it.each([0.6, 0.8, 1.25, 1.5])('when the light of the whole picture becomes %d times as bright', (gain) => {
    const scene = (x: number, y: number, seconds: number) =>
      16 + (ground(x, y, seconds) - 16) * (seconds >= 4 ? gain : 1)
    expect(busy(watch(scene, times(0, 8)))).toEqual([])
  })

  it('when it slowly becomes brighter and darker', () => {
    const scene = (x: number, y: number, seconds: number) => ground(x, y, seconds) * (1 + 0.3 * Math.sin(seconds / 6))
    expect(busy(watch(scene, times(0, 40, 3)))).toEqual([])
  })

  it('where a shadow falls', () => {
    const scene = (x: number, y: number, seconds: number) => {
      const isShaded = seconds >= 3 && isIn([150, 90, 120, 100], x, y)
      return 16 + (ground(x, y, seconds) - 16) * (isShaded ? 0.65 : 1)
    }
    expect(busy(watch(scene, times(0, 6)))).toEqual([])
  })

  it('where it has flickered for some seconds', () => {
    const scene = (x: number, y: number, seconds: number) => {
      const isBright = isIn([150, 90, 120, 100], x, y) && Math.round(seconds * 5) % 2 === 0
      return ground(x, y, seconds) + (isBright ? 40 : 0)
    }
    expect(busy(watch(scene, times(0, 25))).filter((seconds) => seconds > 12)).toEqual([])
  })

  it('after the whole picture has changed', () => {
    const scene = (x: number, y: number, seconds: number) =>
      seconds < 4 ? ground(x, y, seconds) : ground(y * 3, x, seconds)
    expect(busy(watch(scene, times(0, 8)))).toEqual([])
  })

  it('after a bus has hidden most of the picture for a moment', () => {
    const bus = withObject((seconds) => (seconds >= 4 && seconds < 5.4 ? [60, 20, 520, 320] : undefined))
    expect(busy(watch(bus, times(0, 8)))).toEqual([])
  })
})

describe('an object that stops', () => {
  const place: Rectangle = [200, 120, 60, 110]
  const parked = withObject((seconds) => (seconds >= 3 && seconds < 33 ? place : undefined))

  it('moves until its time is over, and leaves nothing behind', () => {
    const seen = busy(watch(parked, times(0, 40), createMotion({ stoppedMs: 20_000 })))
    expect(seen[0]).toBe(3)
    expect(seen.at(-1)).toBeGreaterThan(22)
    expect(seen.at(-1)).toBeLessThan(24.5)
  })

  it('that was there from the beginning leaves a ghost for two seconds', () => {
    const scene = withObject((seconds) => (seconds < 6 ? place : undefined))
    const seen = busy(watch(scene, times(0, 15)))
    expect(seen.every((seconds) => seconds >= 6 && seconds < 8.5)).toBe(true)
  })
})

describe('the change of a picture', () => {
  const place: Rectangle = [300, 120, 60, 120]
  const scene = withObject((seconds) => (seconds >= 3 ? place : undefined))

  /** Of the cells that lie wholly inside, or wholly outside with one cell between. */
  function contrastsOf({ width: across, height: down, cellPixels, contrast }: ChangeMap) {
    const [left, top, right, bottom] = [place[0], place[1], place[0] + place[2], place[1] + place[3]]
    const cells = Array.from({ length: across * down }, (_, index) => {
      const [x, y] = [(index % across) * cellPixels, Math.floor(index / across) * cellPixels]
      const isInside = x - cell >= left && x + 2 * cell <= right && y - cell >= top && y + 2 * cell <= bottom
      const isOutside = x + 3 * cell < left || x - 2 * cell > right || y + 3 * cell < top || y - 2 * cell > bottom
      return { isInside, isOutside, contrast: contrast[index] ?? 0 }
    })
    const of = (wanted: 'isInside' | 'isOutside') => cells.filter((one) => one[wanted]).map((one) => one.contrast)
    return { inside: of('isInside'), outside: of('isOutside') }
  }

  it('is told on a grid of square cells that covers it', () => {
    const motion = createMotion()
    watch(ground, times(0, 1), motion)
    const change = motion.change()
    expect(change).toMatchObject({ width: Math.floor(width / cell), height: height / cell, cellPixels: cell })
    expect(change?.contrast).toHaveLength(Math.floor(width / cell) * (height / cell))
  })

  it('is at least a threshold in an object, and less beside it', () => {
    const motion = createMotion()
    watch(scene, times(0, 3.2), motion)
    const { inside, outside } = contrastsOf(motion.change() as ChangeMap)
    expect(inside.length).toBeGreaterThan(400)
    expect(outside.length).toBeGreaterThan(20_000)
    expect(Math.min(...inside)).toBeGreaterThan(1)
    expect(Math.max(...outside)).toBeLessThan(1)
  })

  it('is little again when the object has gone', () => {
    const motion = createMotion()
    watch(
      withObject((seconds) => (seconds >= 3 && seconds < 3.4 ? place : undefined)),
      times(0, 4),
      motion,
    )
    expect(Math.max(...(motion.change()?.contrast ?? [Infinity]))).toBeLessThan(1)
  })

  it('is unknown before the first frame and after a reset, and none while the background is learnt', () => {
    const motion = createMotion()
    expect(motion.change()).toBeUndefined()
    watch(scene, [0], motion)
    expect(Math.max(...(motion.change()?.contrast ?? [Infinity]))).toBe(0)
    motion.reset()
    expect(motion.change()).toBeUndefined()
  })

  it('is that of the latest size of pictures', () => {
    const motion = createMotion()
    watch(ground, times(0, 1), motion)
    motion.regions(draw(ground, 1, 1, { width: 320, height: 180 }))
    expect(motion.change()).toMatchObject({ width: 320, height: 180, cellPixels: 1 })
  })
})

describe('motion', () => {
  it('is learnt for a second before anything is reported', () => {
    const scene = withObject((seconds) => [Math.round(60 * seconds), 120, 48, 120])
    expect(Math.min(...busy(watch(scene, times(0, 3, 10))))).toBeGreaterThanOrEqual(1)
  })

  it('gives the same regions for the same frames', () => {
    const run = () => watch(withObject(walker), times(0, 5))
    expect(run()).toEqual(run())
  })

  it.each<[string, (motion: ReturnType<typeof createMotion>) => number]>([
    [
      'a reset',
      (motion) => {
        motion.reset()
        return 4
      },
    ],
    ['a time before the last one', () => 1],
    ['a pause of more than a minute', () => 70],
  ])('begins anew after %s', (_, interrupt) => {
    const motion = createMotion()
    watch(ground, times(0, 4), motion)
    const from = interrupt(motion)
    const there = withObject(() => [200, 120, 60, 110])
    // What is there from the beginning is background.
    expect(busy(watch(there, times(from, from + 3), motion))).toEqual([])
  })

  it('takes pictures of any size', () => {
    const motion = createMotion()
    for (const size of [
      { width: 2, height: 2 },
      { width: 3840, height: 8 },
      { width: 97, height: 61 },
    ]) {
      for (const seconds of times(0, 2)) expect(motion.regions(draw(ground, seconds, 1, size))).toEqual([])
    }
  })
})
