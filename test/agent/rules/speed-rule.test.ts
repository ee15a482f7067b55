import { describe, expect, it } from 'vitest'
import type { Point } from '../../../agent/rules/geometry.ts'
import { createProjection, type Quad } from '../../../agent/rules/homography.ts'
import { type SpeedRuleOptions, speedRule } from '../../../agent/rules/speed-rule.ts'
import type { Scene } from '../../../agent/track/scene.ts'
import { createRandom } from '../../../scripts/street/random.ts'
import type { Pose } from '../../../scripts/street/view.ts'
import { type Drive, scenesOfDrive, seenPlaces } from './driving.ts'

const poses: Record<string, Pose> = {
  'beside the road': { eye: [3, 5, 22], target: [3, 0, 0], field: 30 },
  'along the road': { eye: [-22, 6, 4.5], target: [4, 0, 0], field: 28 },
  'high above it': { eye: [-14, 9, 14], target: [2, 0, 0], field: 32 },
}
const corners = [
  [-4, -4],
  [9, -4],
  [9, 4],
  [-4, 4],
] as const
const sizes: [Drive['size'], ...Drive['size'][]] = [
  [4.2, 1.75, 1.45],
  [2, 0.7, 1.6],
  [8, 2.4, 3],
]
const metres = { along: 13, across: 8 }
const square: Quad = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
  [0.2, 0.8],
]
const base = { type: 'speed', name: 'road', classes: ['Vehicle'], minScore: 0 } as const

function speeds(options: SpeedRuleOptions, scenes: readonly Scene[]): string[] {
  const rule = speedRule(options)
  return scenes.flatMap((scene) => rule.evaluate(scene)).map(({ type, speed }) => `${type} ${speed?.kmh}`)
}

/** One car of 0.05 × 0.05 at the given places, ten frames a second. */
function passing(feet: readonly Point[]): Scene[] {
  const scenes = feet.map(([x, y], index): Scene => {
    const at = 1_000 + index * 100
    const facts = { id: 1, class: 'Vehicle', label: 'car', score: 0.8, bestScore: 0.8, firstAt: 1_000 }
    return { at, tracks: [{ ...facts, box: [x - 0.025, y - 0.05, 0.05, 0.05], seenAt: at }], ended: [] }
  })
  const [last] = scenes.slice(-1)
  return last === undefined ? [] : [...scenes, { at: last.at, tracks: [], ended: last.tracks }]
}

const across = (steps: number, step: number): Point[] =>
  Array.from({ length: steps }, (_, index) => [0.1 + index * step, 0.5])

describe('speed rule', () => {
  it.each(Object.entries(poses))(
    'states an uncertainty %s that holds the true speed in 95 of 100 drives',
    (_, pose) => {
      const random = createRandom(11)
      let [drives, held] = [0, 0]
      for (let drive = 0; drive < 60; drive++) {
        const rule = speedRule({ ...base, points: seenPlaces(pose, corners), metres })
        const speed = random.between(4, 18)
        const size = random.pick(sizes)
        const [from, to] = random.chance(0.5) ? [-20, 25] : [25, -20]
        const watching = { pose, fps: 10, noise: 0.03, seed: drive }
        const scenes = scenesOfDrive({ from, to, z: random.between(-2.5, 2.5), speed, size }, watching)
        for (const { speed: measured } of scenes.flatMap((scene) => rule.evaluate(scene))) {
          drives += 1
          if (Math.abs((measured?.kmh ?? 0) - speed * 3.6) <= (measured?.errorKmh ?? 0)) held += 1
        }
      }
      expect(drives).toBeGreaterThanOrEqual(45)
      expect(held / drives).toBeGreaterThanOrEqual(0.95)
    },
  )

  it.each<[string, Point[], string[]]>([
    ['a passage at 3 m/s', across(26, 0.03), ['speed.measured 10.8']],
    ['a passage with a wild place in it', across(26, 0.03).with(12, [0.46, 0.62]), ['speed.measured 10.8']],
    ['nothing of a passage too fast to be seen four times', across(6, 0.2), []],
    ['nothing of who turns back at the border', [...across(6, 0.03), ...across(6, 0.03).toReversed()], []],
    ['nothing of who stands there', Array.from({ length: 30 }, (): Point => [0.5, 0.5]), []],
    ['nothing of who passes beside it', across(26, 0.03).map(([x]) => [x, 0.9]), []],
    ['who is lost inside after most of the way', across(20, 0.03), ['speed.measured 10.8']],
  ])('reports %s', (_, feet, expected) => {
    expect(speeds({ ...base, points: square, metres: { along: 6, across: 6 } }, passing(feet))).toEqual(expected)
  })

  it('reports only who is certainly above the limit', () => {
    const options = { ...base, points: square, metres: { along: 6, across: 6 } }
    expect(speeds({ ...options, limitKmh: 8 }, passing(across(26, 0.03)))).toEqual(['speed.exceeded 10.8'])
    expect(speeds({ ...options, limitKmh: 10.7 }, passing(across(26, 0.03)))).toEqual([])
  })

  it.each<[string, Partial<SpeedRuleOptions>, string]>([
    ['three points', { points: square.slice(1) }, 'this one has 3; draw 4 corners'],
    ['corners out of order', { points: [square[0], square[2], square[1], square[3]] }, 'crosses or touches itself'],
    [
      'three corners on one line',
      {
        points: [
          [0.2, 0.2],
          [0.5, 0.2],
          [0.8, 0.2],
          [0.5, 0.8],
        ],
      },
      'no piece of flat ground',
    ],
    [
      'a dent',
      {
        points: [
          [0.2, 0.2],
          [0.8, 0.2],
          [0.8, 0.8],
          [0.7, 0.3],
        ],
      },
      'no piece of flat ground',
    ],
    ['both sizes', { metres, ground: square }, 'either metres (of a rectangle) or ground (of each point)'],
    ['ground in another order', { ground: [square[0], square[2], square[1], square[3]] }, 'in the same order around'],
  ])('refuses %s by name', (_, options, problem) => {
    const create = () => speedRule({ ...base, points: square, ...('ground' in options ? {} : { metres }), ...options })
    expect(create).toThrow('rules: "road": ')
    expect(create).toThrow(problem)
  })

  it('refuses a zone whose ground is not measured', () => {
    expect(() => speedRule({ ...base, points: square })).toThrow('either metres (of a rectangle) or ground')
  })
})

describe('createProjection', () => {
  it('takes corners to corners, and straight lines to straight lines', () => {
    const ground: Quad = [
      [0, 0],
      [10, 1],
      [12, 9],
      [-1, 7],
    ]
    const project = createProjection(square, ground)
    square.forEach((corner, index) => {
      const [x, y] = project(corner)
      expect(x).toBeCloseTo(ground[index]?.[0] ?? 0)
      expect(y).toBeCloseTo(ground[index]?.[1] ?? 0)
    })
    // Both diagonals of the square go through its middle.
    const [x, y] = project([0.5, 0.5])
    expect((x * 9) / 12).toBeCloseTo(y)
  })
})
