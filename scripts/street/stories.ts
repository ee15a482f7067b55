import type { Camera } from './cameras.ts'
import { car } from './car.ts'
import { matt } from './colour.ts'
import { type Figure, joint } from './figure.ts'
import { crossingX, kerb } from './ground.ts'
import { drive, type Leg, type Place, walk } from './path.ts'
import { handbag, pedestrian } from './person.ts'
import type { Random } from './random.ts'
import type { Role } from './role.ts'
import { motorcycle } from './two-wheelers.ts'

export type Setting = { readonly random: Random; readonly camera: Camera; readonly rain: boolean }

/** What happens from a moment on; takes as long as its roles' paths do, whenever it begins. */
type Story = (setting: Setting, startS: number) => Role[]

export type StoryName = keyof typeof stories

const towardsCamera = -Math.PI / 2
const walkingSpeed = [1.2, 1.5] as const

export const stories = {
  /** Over the zebra crossing and on. */
  crossing: (setting, startS) => [overTheRoad(setting, startS, -1), overTheRoad(setting, startS + 3.5, 1)],

  /** Stands about in the zone, walks a little, stands again. */
  loitering(setting, startS) {
    const { x } = setting.camera.stage
    const stay: Leg[] = [
      { to: at(setting, x - 0.8, 0.35), speed: 1.2 },
      { waitS: setting.random.between(7, 10), facing: towardsCamera },
      { to: at(setting, x + 0.9, 0.35), speed: 0.8 },
      { waitS: setting.random.between(5, 8), facing: 0 },
    ]
    return [walker(setting, startS, 0, 0, 0.35, stay)]
  },

  /** Two come from both sides at the same time, talk, and go where each was going. */
  meeting(setting, startS) {
    const talkS = setting.random.between(5, 8)
    const places = [-0.45, 0.45].map((offset) => at(setting, setting.camera.stage.x + offset, 0.17))
    const comer = (from: 0 | 1, beginS: number): Role => {
      // Dice of its own: told twice, it is the same person.
      const own = { ...setting, random: setting.random.fork(`comer ${from}`) }
      const talk: Leg[] = [
        { to: places[from] ?? [0, 0], speed: 1.3 },
        { waitS: talkS, facing: from * Math.PI },
      ]
      return walker(own, beginS, from, from === 0 ? 1 : 0, 0.17, talk)
    }
    const [left, right] = ([0, 1] as const).map((from) => waitAt(comer(from, 0), places[from] ?? [0, 0], 0))
    const later = (right ?? 0) - (left ?? 0)
    return [comer(0, startS + Math.max(0, later)), comer(1, startS + Math.max(0, -later))]
  },

  /** Three side by side: those behind are hidden and come out again. */
  group: (setting, startS) => [0.5, 0.68, 0.86].map((share, i) => walker(setting, startS + i * 0.25, 1, 0, share, [])),

  /** Along the pavement of the stage, one way or the other. */
  strolling(setting, startS) {
    const share = setting.random.between(0.1, 0.9)
    const isFromLeft = setting.random.chance(0.5)
    return [walker(setting, startS, isFromLeft ? 0 : 1, isFromLeft ? 1 : 0, share, [])]
  },

  /** Over the line, thinks better of it, and back. */
  return(setting, startS) {
    const { x } = setting.camera.stage
    const turning: Leg[] = [{ to: at(setting, x + 0.3, 0.68), speed: 1.3 }, { waitS: 1.5 }]
    return [walker(setting, startS, 1, 1, 0.68, turning)]
  },

  /** A bag is put down and left; much later somebody takes it away. */
  bag(setting, startS) {
    const { x } = setting.camera.stage
    const spot = at(setting, x + 1.6, 0)
    const beside = (offset: number): Place => [spot[0] + offset, spot[1]]
    const stoop = (offset: number): Leg[] => [
      { to: beside(offset), speed: 1.2 },
      { waitS: 1.6, facing: towardsCamera },
    ]
    const owner = walker(setting, startS, 1, 1, 0, stoop(0.45))
    const leftS = startS + waitAt(owner, beside(0.45), startS)
    const foundS = leftS + 3
    const finder = walker(setting, foundS, 0, 0, 0, stoop(-0.45))
    const takenS = foundS + waitAt(finder, beside(-0.45), foundS)
    return [
      { ...owner, carries: (seconds) => seconds < leftS },
      { ...finder, carries: (seconds) => seconds >= takenS },
      { figure: bag(setting.random), path: walk(leftS, spot, [{ waitS: takenS - leftS }]) },
    ]
  },

  /** Along the pavement on this side. */
  passing: (setting, startS) => {
    const { reach } = setting.camera
    const z = setting.random.between(5.2, 6.2)
    const [from, to] = setting.random.chance(0.5) ? reach : [reach[1], reach[0]]
    const speed = setting.random.between(...walkingSpeed)
    const near = (x: number) => Math.max(-10, Math.min(12, x))
    return [onFoot(setting, walk(startS, [near(from), z], [{ to: [near(to), z], speed }]))]
  },

  /** A car draws up at the kerb, waits and drives on. */
  parking(setting, startS) {
    const { random, camera } = setting
    const x = camera.name === 'pole' ? 8.8 : camera.stage.x + 3
    const legs: Leg[] = [
      { to: [x + 7, -1.8], speed: 4.5 },
      { to: [x + 2.5, -3.3], speed: 2.5 },
      { to: [x, -3.55], speed: 0.05 },
      { waitS: random.between(9, 13) },
      { to: [x - 3, -3.3], speed: 2.5 },
      { to: [x - 8, -1.8], speed: 5 },
      { to: [camera.reach[0] - 4, -1.8], speed: 7 },
    ]
    return [{ figure: car(random), path: drive(startS, [camera.reach[1] + 4, -1.8], 6, legs) }]
  },

  /** Against the traffic, on the wrong side of the road. */
  wrongWay({ random, camera }, startS) {
    const speed = random.between(4, 5.5)
    const [end, start] = camera.reach
    return [{ figure: car(random), path: drive(startS, [start + 4, 2], speed, [{ to: [end - 4, 2], speed }]) }]
  },

  /** Out of the traffic and in through the gate. */
  turningIn({ random, rain, camera }, startS) {
    const legs: Leg[] = [
      { to: [1, 3.6], speed: 4 },
      { to: [4.6, 4.2], speed: 2.5 },
      { to: [6.4, 7.4], speed: 2.5 },
      { to: [6.6, 17], speed: 4 },
    ]
    const figure = motorcycle(random, rain)
    return [{ figure, path: drive(startS, [camera.reach[0] - 2, 3.4], 6, legs) }]
  },

  /** Out of the yard and away on foot. */
  leavingYard(setting, startS) {
    const { random, camera } = setting
    const speed = random.between(...walkingSpeed)
    const x = random.between(5, 8)
    const end = random.pick(camera.reach)
    const legs: Leg[] = [
      { to: [x, 6.4], speed },
      { to: [Math.max(-9, Math.min(20, end)), 6.2], speed },
    ]
    return [onFoot(setting, walk(startS, [x, 17], legs))]
  },
} satisfies Record<string, Story>

/** @param from, towards 0 the left way, 1 the right one */
function walker(
  setting: Setting,
  startS: number,
  from: 0 | 1,
  towards: 0 | 1,
  share: number,
  middle: readonly Leg[],
): Role {
  const { camera, random } = setting
  const speed = random.between(...walkingSpeed)
  const aside = (places: readonly Place[]) =>
    places.map(([x, z]): Place => (Math.abs(z) > 9 ? [x, z] : at(setting, x, share)))
  const arrival = aside(camera.ways[from])
  const departure = aside(camera.ways[towards]).toReversed()
  const to = (place: Place): Leg => ({ to: place, speed })
  const [start = at(setting, camera.reach[0], share), ...onwards] = arrival
  return onFoot(setting, walk(startS, start, [...onwards.map(to), ...middle, ...departure.map(to)]))
}

function overTheRoad(setting: Setting, startS: number, from: 1 | -1): Role {
  const { random, camera } = setting
  const speed = random.between(...walkingSpeed)
  const x = crossingX + random.between(-0.9, 0.9)
  const before: Place = [x, from * (kerb + 0.5)]
  const after: Place = [x, -from * (kerb + 0.5)]
  const outside = (side: number): Place => {
    const right = Math.min(14, camera.reach[1])
    return [side === camera.stage.side ? (camera.ways[0][0]?.[0] ?? -9) : right, side * random.between(5.6, 7)]
  }
  const legs: Leg[] = [before, after, outside(-from)].map((to) => ({ to, speed }))
  return onFoot(setting, walk(startS, outside(from), legs))
}

function onFoot({ random, rain }: Setting, path: Role['path']): Role {
  return { figure: pedestrian(random, rain), path }
}

/** A place on the pavement of the stage. @param share 0 at the kerb, 1 at the wall */
function at({ camera }: Setting, x: number, share: number): Place {
  return [x, camera.stage.side * (kerb + 0.7 + share * 2.6)]
}

/** Seconds from the start until somebody has stood at a place for a while. */
function waitAt({ path }: Role, [x, z]: Place, startS: number): number {
  let seconds = startS
  while (seconds < path.endS && Math.hypot(path.at(seconds).place[0] - x, path.at(seconds).place[1] - z) > 0.02)
    seconds += 0.1
  return seconds + 0.8 - startS
}

function bag(random: Random): Figure {
  const root = joint(undefined, 0, 0, 0)
  joint(root, 0, 0.15, 0, 1.25).mesh = handbag(matt(random.pick(['#1a1a1c', '#7a2a1c', '#24406a'])))
  root.turn[1] = 0.4
  return { class: 'bag', root, length: 0.4, width: 0.3, pose: () => undefined }
}
