/** A store as a city fills it in a month: through the same functions as ingest, without a broker. */
import type { Database } from 'better-sqlite3'
import type { EventArrival } from '../../collector/store/arrival.ts'
import { openDatabase } from '../../collector/store/database.ts'
import { createStore } from '../../collector/store/store.ts'
import type { EventMessage } from '../../wire/event.ts'

/** 100 sites, 250 agents, 1,000 cameras, in two time zones. */
export const sizes = { sites: 100, agents: 250, camerasPerAgent: 4, days: 30 } as const
export const seededUntil = 1_795_362_000_000

export type Random = () => number

/** mulberry32: the same numbers for the same seed. */
export function createRandom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * Fills an empty database: the first day through the store as it is, message by message, and every day after it a copy of
 * that with other ids, times and boots, since thirty days of that would take hours.
 * @param onProgress told how many events there are
 */
export function seedEvents(file: string, events: number, onProgress: (stored: number) => void): void {
  const db = openDatabase(file)
  // Nothing of it is worth waiting for the disk.
  db.pragma('synchronous = OFF')
  const store = createStore(db, { quarantineRows: 10 })
  const perDay = Math.floor(events / sizes.days)
  const makeEvent = createCity(1)
  for (let made = 0; made < perDay; ) {
    const batch: EventArrival[] = []
    for (; batch.length < 4_096 && made < perDay; made++) batch.push(...makeEvent(timeOf(made / perDay)))
    store.write(batch)
  }
  const copyDay = createDayCopier(db, perDay)
  for (let day = 1; day < sizes.days; day++) {
    copyDay(day)
    onProgress((day + 1) * perDay)
  }
  store.close()
}

function createDayCopier(db: Database, perDay: number): (day: number) => void {
  const moved = (text: string): string =>
    `replace(replace(replace(${text}, '"id":"' || event.id, '"id":"' || ${newId}), '"at":' || (${text} ->> 'at'), '"at":' || ((${text} ->> 'at') + $later)), '"boot":${seedBoot}', '"boot":' || ($day + ${seedBoot}))`
  const events = db.prepare(
    `INSERT INTO event (n, id, agent_id, camera, type, class, rule, score, start_at, end_at, received_at, last_boot, last_seq, first)
     SELECT n + $copied, ${newId}, agent_id, camera, type, class, rule, score, start_at + $later, end_at + $later,
       received_at + $later, last_boot + $day, last_seq, ${moved('first')}
     FROM event WHERE n <= $perDay ORDER BY n`,
  )
  const messages = db.prepare(
    `INSERT INTO later_message SELECT event_n + $copied, boot + $day, seq, ${moved('payload')}, later_message.received_at + $later
     FROM later_message JOIN event ON event.n = event_n WHERE event_n <= $perDay ORDER BY event_n`,
  )
  return db.transaction((day: number) => {
    // As 64-bit integers: numbers of JavaScript would be floats in the texts.
    const values = { day: BigInt(day), perDay, copied: BigInt(day * perDay), later: BigInt(day * dayMs) }
    events.run(values)
    messages.run(values)
  })
}

const seedBoot = 1_000_001
/** The time in a UUIDv7 is its first twelve digits. */
const newId = `(SELECT substr(hex, 1, 8) || '-' || substr(hex, 9) FROM (SELECT printf('%012x', start_at + $later) AS hex)) || substr(event.id, 14)`
const dayMs = 86_400_000

/** Four times as many at noon as at midnight, UTC. @param part of the first day, 0–1 */
function timeOf(part: number): number {
  const warped = part - (0.6 / (2 * Math.PI)) * Math.sin(2 * Math.PI * part)
  return Math.floor(seededUntil - sizes.days * dayMs + warped * dayMs)
}

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T

/** @returns what makes the messages of the next event: one, or a start and an end */
export function createCity(salt: number): (at: number) => EventArrival[] {
  const random = createRandom(salt)
  const seqs = new Uint32Array(sizes.agents)
  let made = 0
  return (now) => {
    made += 1
    // Some cameras see far more than others; one event in a hundred comes hours late.
    const number = Math.floor(random() ** 2 * sizes.agents)
    const at = random() < 0.01 ? now - Math.floor(random() * 6 * 3_600_000) : now
    const identity = { site: `site-${1 + (number % sizes.sites)}`, agent: `agent-${number + 1}` }
    const begun = describe(random, { agent: identity.agent, id: idOf(at, salt, made), at })
    const place = () => {
      const seq = (seqs[number] ?? 0) + 1
      seqs[number] = seq
      return { boot: seedBoot, seq }
    }
    const arrival = (message: EventMessage): EventArrival => {
      return { kind: 'event', ...identity, topic: 't', receivedAt: now + 200, message }
    }
    const first = arrival({ ...begun, ...place() })
    if (begun.phase === 'pulse') return [first]
    const lastsMs = Math.floor(2_000 + random() ** 4 * 600_000)
    const { path: _, ...end } = { ...begun, phase: 'end' as const, at: at + lastsMs, path: undefined }
    const dwell = begun.type === 'zone.dwell' ? { dwellMs: lastsMs } : {}
    return [first, arrival({ ...end, ...place(), ...dwell, reason: 'left' })]
  }
}

const types = [
  'line.crossed',
  'line.crossed',
  'line.crossed',
  'zone.entered',
  'zone.entered',
  'zone.dwell',
  'speed.measured',
  'speed.exceeded',
  'vehicle.stopped',
  'zone.intruded',
] as const
const severities = ['info', 'info', 'low', 'low', 'medium', 'high', 'critical'] as const

function describe(
  random: Random,
  { agent, id, at }: Pick<EventMessage, 'agent' | 'id' | 'at'>,
): Omit<EventMessage, 'boot' | 'seq'> {
  const type = random() < 0.002 ? 'object.left' : pick(random, types)
  const group = random() < 0.001 ? 'Animal' : random() < 0.6 ? 'Vehicle' : random() < 0.7 ? 'Human' : 'Bicycle'
  const camera = 1 + Math.floor(random() * sizes.camerasPerAgent)
  const hash = Math.floor(random() * 2 ** 52)
    .toString(16)
    .padStart(64, '0')
  const isInstant = type === 'line.crossed' || type.startsWith('speed')
  const kmh = Math.round(100 + random() ** 3 * 900) / 10
  return {
    v: 1,
    id,
    agent,
    camera: `camera-${camera}`,
    type,
    phase: isInstant ? 'pulse' : 'start',
    at,
    rule: `rule-${camera}-${Math.floor(random() * 3)}`,
    ...(type.startsWith('zone') && { zone: `Khu ${1 + Math.floor(random() * 8)}` }),
    ...(type === 'line.crossed' && { direction: random() < 0.5 ? 'in' : 'out' }),
    ...(type.startsWith('speed') && { speed: { kmh, errorKmh: 2.5 } }),
    severity: pick(random, severities),
    object: {
      track: Math.floor(random() * 10_000),
      class: group,
      score: Math.round(500 + Math.sqrt(random()) * 499) / 1_000,
      box: [0.4, 0.412, 0.087, 0.166],
    },
    model: 'street-64@1.0.0',
    config: 'abcdef01',
    ...(random() < 0.3 && { media: { snapshot: hash } }),
  }
}

/** UUIDv7 (RFC 9562, section 5.7). */
function idOf(at: number, salt: number, made: number): string {
  const time = at.toString(16).padStart(12, '0')
  const tail = (salt * 2 ** 24 + (made % 2 ** 24)).toString(16).padStart(12, '0').slice(-12)
  const middle = (made % 4_096).toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${middle}-8${middle}-${tail}`
}
