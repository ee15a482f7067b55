import { describe, expect, it } from 'vitest'
import { drive, walk } from '../../../scripts/street/path.ts'

describe('a path', () => {
  const there = walk(2, [0, 0], [{ to: [4, 0], speed: 2 }, { waitS: 3 }, { to: [4, -2], speed: 1 }])

  it.each([
    [0, [0, 0], 0],
    [3, [2, 0], 2],
    [4, [4, 0], 4],
    [6, [4, 0], 4],
    [8, [4, -1], 5],
    [99, [4, -2], 6],
  ])('at %d s is at %j after %d m', (seconds, place, distance) => {
    const step = there.at(seconds)
    expect(step.place[0]).toBeCloseTo(place[0] as number)
    expect(step.place[1]).toBeCloseTo(place[1] as number)
    expect(step.distance).toBeCloseTo(distance)
  })

  it('ends when its last leg does, and stands still while it waits', () => {
    expect(there.endS).toBeCloseTo(9)
    expect(there.at(6).speed).toBe(0)
  })

  it('heads along its legs and turns between them', () => {
    expect(there.heading(3)).toBeCloseTo(0)
    expect(there.heading(8)).toBeCloseTo(Math.PI / 2)
    expect(there.heading(7)).toBeGreaterThan(0.3)
  })

  it('of a vehicle slows down evenly to a stop', () => {
    const braking = drive(0, [0, 0], 10, [{ to: [10, 0], speed: 0 }])
    expect(braking.endS).toBeCloseTo(2)
    expect(braking.at(1).speed).toBeCloseTo(5)
    expect(braking.at(1).place[0]).toBeCloseTo(7.5)
  })
})
