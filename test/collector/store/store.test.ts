import { join } from 'node:path'
import type SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createEventQuery } from '../../../collector/query/events.ts'
import type { Arrival } from '../../../collector/store/arrival.ts'
import { openDatabase } from '../../../collector/store/database.ts'
import { foldMessages } from '../../../collector/store/fold.ts'
import { createStore } from '../../../collector/store/store.ts'
import type { EventMessage } from '../../../wire/event.ts'
import { recordsOf } from '../records.ts'
import { event, eventId, permutations, shuffled, temporaryFolder } from '../running.ts'

function arrival(message: EventMessage, over: object = {}): Arrival {
  return { kind: 'event', site: 'site-1', agent: message.agent, topic: 't', receivedAt: 50, message, ...over }
}

function openTestStore(quarantineRows = 100) {
  const db = openDatabase(join(temporaryFolder(), 'collector.db'))
  return { db, store: createStore(db, { quarantineRows }), events: createEventQuery(db) }
}

const reasons = (db: SqliteDatabase.Database) =>
  db.prepare('SELECT reason, times FROM quarantine ORDER BY n').raw().all()

describe('the store', () => {
  const start = event(1, { phase: 'start' })
  const update = event(1, { seq: 2, phase: 'update', at: start.at + 5 })
  const end = event(1, { seq: 3, phase: 'end', at: start.at + 10, reason: 'left' })
  const restart = event(1, { boot: 2, seq: 4, phase: 'end', at: start.at + 20, reason: 'agent-restart' })

  it.each(permutations([start, update, end, restart]).map((order) => [order.map(({ seq }) => seq).join(' '), order]))(
    'makes the same event of its messages in the order %s',
    (_, order) => {
      const { db, store, events } = openTestStore()
      for (const message of order) store.write([arrival(message)])
      expect(events.find(start.id)).toEqual(foldMessages('site-1', [start, update, end, restart], 50))
      expect(db.prepare('SELECT boot, seq FROM message ORDER BY boot, seq').raw().all()).toEqual([
        [1, 1],
        [1, 2],
        [1, 3],
        [2, 4],
      ])
    },
  )

  it.each([
    ['a start', event(1, { phase: 'start' })],
    ['an instant', event(1)],
    ['an update', event(1, { phase: 'update' })],
    ['an end', event(1, { phase: 'end' })],
    ['about no object', { ...event(1), object: undefined, rule: undefined } as unknown as EventMessage],
  ])('finds an event of one message, %s, by what its record says', (_, message) => {
    const { db, store, events } = openTestStore()
    const [told] = store.write([arrival(message)]).events
    expect(told).toEqual(events.find(message.id))
    const { class: group, rule, score, startAt, endAt, lastSeq } = foldMessages('site-1', [message], 50)
    const row = db.prepare('SELECT class, rule, score, start_at, end_at, last_seq FROM event').raw().get()
    expect(row).toEqual([group ?? null, rule ?? null, score ?? null, startAt, endAt ?? null, lastSeq])
  })

  it('keeps the text of a message as it came, with what it does not know', () => {
    const { db, store } = openTestStore()
    const text = JSON.stringify({ later: 'đường', ...event(1) }, undefined, 1)
    const again = { ...event(1), later: 'đường' } as EventMessage
    expect(store.write([arrival(event(1), { text }), arrival(again)])).toMatchObject({ stored: 1, duplicates: 1 })
    expect(db.prepare('SELECT payload FROM message').pluck().get()).toBe(text)
  })

  it('counts each message once, however often and in whatever order it comes', () => {
    const { db, store } = openTestStore()
    const messages = Array.from({ length: 100 }, (_, index) => event(index + 1))
    const results = shuffled([...messages, ...messages, ...messages], 7).map((message) =>
      store.write([arrival(message)]),
    )
    expect(db.prepare('SELECT count(*) FROM message').pluck().get()).toBe(100)
    expect(recordsOf(db)).toHaveLength(100)
    expect(results.filter(({ stored }) => stored === 1)).toHaveLength(100)
    expect(results.filter(({ duplicates }) => duplicates === 1)).toHaveLength(200)
    expect(results.every(({ settled }) => settled.length === 1)).toBe(true)
  })

  it('takes a replay of a live message for the same message', () => {
    const { store } = openTestStore()
    expect(store.write([arrival(event(1)), arrival(event(1, { replayed: true }))])).toMatchObject({
      stored: 1,
      duplicates: 1,
    })
  })

  it('sets other content under a known boot and seq aside, and settles it', () => {
    const { db, store, events } = openTestStore()
    store.write([arrival(event(1))])
    const result = store.write([arrival(event(1, { at: 5 }))])
    expect(result).toMatchObject({ stored: 0, quarantined: 1, settled: [{ boot: 1, seq: 1 }] })
    expect(reasons(db)).toEqual([['conflict', 1]])
    expect(events.find(eventId(1))?.startAt).toBe(event(1).at)
  })

  it.each([
    ['another agent', { agent: 'agent-2' }],
    ['another camera', { seq: 2, camera: 'yard' }],
    ['another type', { seq: 2, type: 'zone.exited' }],
  ])('keeps an event from %s', (_, over) => {
    const { db, store, events } = openTestStore()
    store.write([arrival(event(1))])
    const before = events.find(eventId(1))
    expect(store.write([arrival(event(1, over))])).toMatchObject({ quarantined: 1, events: [] })
    expect(events.find(eventId(1))).toEqual(before)
    expect(reasons(db)).toEqual([['id-taken', 1]])
    expect(db.prepare('SELECT count(*) FROM message').pluck().get()).toBe(1)
  })

  it('tells each changed event once per batch, as it is at the end of it', () => {
    const { store } = openTestStore()
    const { events } = store.write([arrival(start), arrival(update), arrival(end)])
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ phase: 'end', firstSeq: 1, lastSeq: 3 })
  })

  it('keeps the newest faults, counts repeats of one, and says how many had to go', () => {
    const { db, store } = openTestStore(3)
    const fault = (n: number): Arrival => {
      return {
        kind: 'fault',
        topic: `t/${n}`,
        receivedAt: n,
        payload: Buffer.from('x'),
        reason: 'invalid',
        detail: 'd',
      }
    }
    expect(store.write([1, 2, 3, 3, 3].map(fault))).toMatchObject({ quarantined: 5, evicted: 0 })
    expect(store.write([4, 5].map(fault))).toMatchObject({ evicted: 2 })
    expect(db.prepare('SELECT topic, times FROM quarantine ORDER BY n').raw().all()).toEqual([
      ['t/3', 3],
      ['t/4', 1],
      ['t/5', 1],
    ])
  })

  it('stores the rest of a batch when one message cannot be stored, and settles it, so that it is not sent for ever', () => {
    const { db, store, events } = openTestStore()
    db.exec(
      "CREATE TRIGGER refuse BEFORE INSERT ON event WHEN new.camera = 'cursed' BEGIN SELECT raise(ABORT, 'no'); END",
    )
    const result = store.write([arrival(event(1)), arrival(event(2, { camera: 'cursed' })), arrival(event(3))])
    expect(result).toMatchObject({ stored: 2, quarantined: 1 })
    expect(result.settled.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(reasons(db)).toEqual([['not-storable', 1]])
    expect(events.find(eventId(3))).toBeDefined()
  })

  it('stores nothing of a batch when the disk is full, and all of it when there is room again', () => {
    const { db, store } = openTestStore()
    store.write([arrival(event(1))])
    const pages = db.pragma('page_count', { simple: true }) as number
    db.pragma(`max_page_count = ${pages + 1}`)
    const batch = Array.from({ length: 200 }, (_, index) => arrival(event(index + 2)))
    expect(() => store.write(batch)).toThrow(/full/)
    expect(recordsOf(db)).toHaveLength(1)
    db.pragma('max_page_count = 100000')
    expect(store.write(batch).stored).toBe(200)
  })

  it('ignores the last will of an earlier boot', () => {
    const { db, store } = openTestStore()
    const says = (state: 'online' | 'offline', boot: number): Arrival => {
      return {
        kind: 'state',
        site: 'site-1',
        agent: 'agent-1',
        topic: 't',
        receivedAt: 1,
        state: { v: 1, state, boot, at: 1 },
      }
    }
    store.write([says('online', 2), says('offline', 1)])
    expect(db.prepare('SELECT state FROM agent').pluck().get()).toBe('online')
    store.write([says('offline', 2)])
    expect(db.prepare('SELECT state FROM agent').pluck().get()).toBe('offline')
  })
})
