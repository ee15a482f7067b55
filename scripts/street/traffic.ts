import { car } from './car.ts'
import type { Figure } from './figure.ts'
import { bus, truck } from './heavy.ts'
import { drive } from './path.ts'
import type { Random } from './random.ts'
import { collide, type Role } from './role.ts'
import type { Setting } from './stories.ts'
import { bicycle, motorcycle } from './two-wheelers.ts'

type Kind = {
  /** A minute. */
  readonly frequency: number
  readonly speed: readonly [number, number]
  /** Distance from the middle of the road. */
  readonly lanes: readonly (readonly [number, number])[]
  /** Share that drives on this side of the road; what is long is seen whole only on the other. */
  readonly nearShare: number
  readonly create: (random: Random, rain: boolean) => Figure
}

const kinds: readonly Kind[] = [
  { frequency: 1.3, speed: [5, 6], lanes: [[1.75, 1.95]], nearShare: 0.2, create: bus },
  { frequency: 2.6, speed: [5.5, 7], lanes: [[1.75, 1.95]], nearShare: 0.2, create: truck },
  { frequency: 9, speed: [6, 8], lanes: [[1.6, 2]], nearShare: 0.5, create: car },
  { frequency: 6, speed: [3, 4], lanes: [[3.6, 4.1]], nearShare: 0.5, create: bicycle },
  {
    frequency: 42,
    speed: [5, 7.5],
    lanes: [
      [3, 3.9],
      [0.6, 1.2],
    ],
    nearShare: 0.5,
    create: motorcycle,
  },
]

const tries = 30

/** Whatever drives by, where there is room for it between those who are there already. */
export function traffic(setting: Setting, seconds: number, others: readonly Role[]): Role[] {
  const roles: Role[] = []
  kinds.forEach((kind, index) => {
    const count = Math.round((kind.frequency * seconds) / 60)
    for (let i = 0; i < count; i++) {
      const random = setting.random.fork(`traffic ${index} ${i}`)
      const role = fitting({ ...setting, random }, kind, seconds, [...others, ...roles])
      if (role !== undefined) roles.push(role)
    }
  })
  return roles
}

function fitting(
  { random, camera, rain }: Setting,
  kind: Kind,
  seconds: number,
  others: readonly Role[],
): Role | undefined {
  const figure = kind.create(random, rain)
  for (let attempt = 0; attempt < tries; attempt++) {
    const speed = random.between(...kind.speed)
    const [inner, outer] = kind.lanes[Math.floor(random.next() * kind.lanes.length)] ?? [2, 2]
    const lane = random.between(inner, outer)
    const margin = figure.length / 2 + 1
    const [left, right] = [camera.reach[0] - margin, camera.reach[1] + margin]
    const startS = random.between(0.2, seconds - 0.3 - (right - left) / speed)
    // Right-hand traffic: to the right on this side.
    const [from, to, z] = random.chance(kind.nearShare) ? [left, right, lane] : [right, left, -lane]
    if (startS < 0.2) continue
    const role = { figure, path: drive(startS, [from, z], speed, [{ to: [to, z], speed }]) }
    if (!others.some((other) => collide(role, other))) return role
  }
  return undefined
}
