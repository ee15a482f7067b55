import { cameras } from './cameras.ts'
import type { ObjectClass } from './figure.ts'
import type { StreetOptions } from './options.ts'
import { createRandom } from './random.ts'
import { collide, presence, type Role } from './role.ts'
import { type Setting, type StoryName, stories } from './stories.ts'
import { traffic } from './traffic.ts'

/** One object of the truth: who rides is an object beside what it rides. */
export type Actor = {
  readonly id: number
  readonly class: ObjectClass
  readonly role: Role
  readonly story: StoryName | 'traffic'
  /** Who rides this one, or what this one rides. */
  readonly riderId?: number
  readonly ridesId?: number
}

/** What fills a street of this kind for three quarters of a minute. */
const bill: readonly StoryName[] = [
  ...(['parking', 'wrongWay', 'crossing', 'group', 'return', 'bag', 'loitering', 'meeting', 'turningIn'] as const),
  ...(['passing', 'strolling', 'leavingYard', 'crossing', 'strolling', 'passing', 'strolling', 'leavingYard'] as const),
]
const billS = 48

/** Nobody moves in the picture when the film begins and ends, so that it can run in a loop. Seconds. */
export const quietS = 0.4

export function createPlay({ seed, camera: name, rain, seconds }: StreetOptions): Actor[] {
  const random = createRandom(seed)
  const setting: Setting = { random, camera: cameras[name], rain }
  const acts: Act[] = []
  const rounds = Math.max(1, Math.round(seconds / billS))
  for (let round = 0; round < rounds; round++) {
    const from = (round * seconds) / rounds
    bill.forEach((story, index) => {
      const own = { ...setting, random: random.fork(`story ${round} ${index}`) }
      acts.push(...performed(own, story, from, seconds, acts))
    })
  }
  const driving = traffic(
    setting,
    seconds,
    acts.map(({ role }) => role),
  )
  return numbered([...acts, ...driving.map((role): Act => ({ role, story: 'traffic' }))])
}

type Act = Pick<Actor, 'role' | 'story'>

const tries = 150

/** A story where it fits between others; none where the film is too short for it or the street too full. */
function performed(setting: Setting, name: StoryName, fromS: number, seconds: number, others: readonly Act[]): Act[] {
  const seed = setting.random.next() * 2 ** 32
  // The same dice each time, so that only the moment differs.
  const tell = (startS: number) => stories[name]({ ...setting, random: createRandom(seed) }, startS)
  const lengthS = Math.max(...tell(0).map((role) => presence(role)[1]))
  const latestS = seconds - quietS - lengthS
  if (latestS < quietS) return []
  for (let attempt = 0; attempt < tries; attempt++) {
    const startS = setting.random.between(Math.min(fromS + quietS, latestS), Math.min(fromS + billS, latestS))
    const roles = tell(startS)
    const isFree = roles.every((role) => others.every((other) => !collide(role, other.role)))
    if (isFree) return roles.map((role) => ({ role, story: name }))
  }
  return []
}

function numbered(acts: readonly Act[]): Actor[] {
  const actors: Actor[] = []
  for (const { role, story } of acts) {
    const id = actors.length + 1
    const { rider } = role.figure
    actors.push({ id, class: role.figure.class, role, story, ...(rider ? { riderId: id + 1 } : {}) })
    if (rider) actors.push({ id: id + 1, class: rider.class, role, story, ridesId: id })
  }
  return actors
}
