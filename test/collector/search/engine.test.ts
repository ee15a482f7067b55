import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EventFilter } from '../../../collector/query/event-filter.ts'
import { decodeCursor } from '../../../collector/query/event-filter.ts'
import { openSearchEngine } from '../../../collector/search/engine.ts'
import { createEntryRows } from '../../../collector/store/incident-entries.ts'
import { openIncidents } from '../../../collector/store/incident-schema.ts'
import { createIncidentRows } from '../../../collector/store/incidents.ts'
import type { EventMessage } from '../../../wire/event.ts'
import { event, eventId } from '../running.ts'
import { everyPage, expectTrue, filesIn, openBoth, read, sizes, variedEvent, write } from './every-event.ts'

describe('the search', () => {
  it('finds and counts the same as a look at every event, while events come, end, come late and are read again', () => {
    const both = openBoth()
    const { store, engine, folder } = both
    const messages = Array.from({ length: 2_000 }, (_, index) => variedEvent(index + 1))
    write(store, messages.slice(0, 700))
    read(engine)
    write(store, messages.slice(700, 1_500), 'site-2')
    read(engine)
    expectTrue(both)

    const lasting = messages.slice(0, 1_500).filter(({ phase }) => phase === 'start')
    const later = lasting.slice(0, 150).map((message, index): EventMessage => {
      const { object, ...rest } = message
      const isEnd = index % 3 > 0
      return {
        ...rest,
        seq: 10_000 + index,
        phase: isEnd ? 'end' : 'update',
        at: message.at + 60_000 * (index % 9),
        ...(object !== undefined && index % 5 === 0 && { object: { ...object, class: 'Bicycle', score: 0.99 } }),
        ...(index % 4 === 0 && { media: { clip: { sha256: 'cd'.repeat(32), at: 1, durationMs: 1, bytes: 1 } } }),
      }
    })
    for (const site of ['site-1', 'site-2']) {
      const isThere = (id: string) => messages.findIndex((message) => message.id === id) < 700 === (site === 'site-1')
      write(
        store,
        later.filter(({ id }) => isThere(id)),
        site,
      )
    }
    read(engine)
    expectTrue(both)

    // Without a word of goodbye, and with half of the rest written meanwhile.
    write(store, messages.slice(1_500, 1_700))
    const again = openSearchEngine(filesIn(folder), sizes)
    write(store, messages.slice(1_700))
    read(again)
    expectTrue({ ...both, engine: again })
    again.close()
    const third = read(openSearchEngine(filesIn(folder), sizes))
    expectTrue({ ...both, engine: third })
  })

  it('forgets events that are deleted, and takes segments apart of which little is left', () => {
    const both = openBoth()
    write(
      both.store,
      Array.from({ length: 1_200 }, (_, index) => variedEvent(index + 1)),
    )
    read(both.engine)
    const db = new SqliteDatabase(join(both.folder, 'collector.db'))
    const gone = db.prepare<[], number>('SELECT n FROM event WHERE n < 500 AND n % 17 > 0').pluck().all()
    for (let from = 0; from < gone.length; from += 100)
      both.store.erase({ run: 1, events: gone.slice(from, from + 100) })
    expect(db.prepare('SELECT count(*) FROM event WHERE n < 500').pluck().get()).toBe(499 - gone.length)
    read(both.engine)
    expectTrue(both)
  })

  it('is made anew when its file is damaged, of another database, or newer than the events', () => {
    const { folder, store, engine } = openBoth()
    write(
      store,
      Array.from({ length: 800 }, (_, index) => variedEvent(index + 1)),
    )
    read(engine).close()
    const file = join(folder, 'search.db')
    for (const spoil of [
      "UPDATE origin SET identity = 'another'",
      'UPDATE position SET sealed_to = 5000',
      'PRAGMA user_version = 99',
      'UPDATE position SET changes_to = 70',
    ]) {
      const db = new SqliteDatabase(file)
      db.exec(spoil)
      db.close()
      const anew = read(openSearchEngine(filesIn(folder), sizes))
      expect(everyPage(anew, {}), spoil).toHaveLength(800)
      anew.close()
    }
  })

  it('pages hold every event once while new ones arrive in between', () => {
    const { store, engine } = openBoth()
    // Ten events share each instant, so that pages end in the middle of one.
    const old = Array.from({ length: 395 }, (_, index) => event(index + 1, { at: 1_000 + Math.floor(index / 10) }))
    write(store, old)
    const seen: string[] = []
    let cursor: string | undefined
    let number = 1_000
    do {
      const page = read(engine).page({}, 7, cursor)
      seen.push(...(page?.events ?? []).map(({ id }) => id))
      cursor = page?.nextCursor
      write(store, [event(++number, { at: 5_000 }), event(++number, { at: 5_001 })])
    } while (cursor !== undefined)
    expect(seen).toEqual(old.map(({ id }) => id).reverse())
  })

  it.each(['', 'x', '!!!', Buffer.from('1').toString('base64url'), Buffer.from('1.2.3').toString('base64url')])(
    'does not begin at the cursor %j',
    (cursor) => expect(decodeCursor(cursor)).toBeUndefined(),
  )

  it('counts by hours, days and weeks of a zone, whose days have 23 and 25 hours', () => {
    const { store, engine } = openBoth()
    const day = Date.parse('2025-10-26T00:00:00+02:00')
    // Every quarter of an hour of three days in which Berlin sets its clocks back.
    const messages = Array.from({ length: 292 }, (_, index) =>
      event(index + 1, { at: day - 86_400_000 + index * 900_000 }),
    )
    write(store, messages)
    read(engine)
    const filter = { from: day - 86_400_000, to: day + 49 * 3_600_000 }
    const days = engine.counts({ filter, unit: 'day', timeZone: 'Europe/Berlin' })
    expect(days.rows[0]?.counts).toEqual([96, 100, 96])
    expect(days.starts[2]).toBe(Date.parse('2025-10-27T00:00:00+01:00'))
    const hours = engine.counts({ filter, by: 'class', unit: 'hour', timeZone: 'Europe/Berlin' })
    expect(hours.starts).toHaveLength(73)
    expect(new Set(hours.rows[0]?.counts)).toEqual(new Set([4]))
    const weeks = engine.counts({ filter, unit: 'week', timeZone: 'Europe/Berlin' })
    expect(weeks.rows[0]?.counts).toEqual([196, 96])
    expect(weeks.starts[0]).toBe(Date.parse('2025-10-20T00:00:00+02:00'))
  })

  it('finds and counts events by what people wrote about their incidents', () => {
    const { store, engine, folder } = openBoth()
    const messages = Array.from({ length: 1_000 }, (_, index) => variedEvent(index + 1))
    write(store, messages)
    read(engine)
    const db = openIncidents(filesIn(folder).incidentsFile)
    onTestFinished(() => void db.close())
    const [rows, entries] = [createIncidentRows(db), createEntryRows(db)]
    /** An incident of some events, with a note. */
    const open = (site: string, numbers: readonly number[], text: string): number => {
      const place = { site, agent: 'agent-1' }
      const facts = { kind: 'theft', rule: null, severity: 1, isLate: false, openedAt: 1, splitFrom: null, steps: [] }
      const n = rows.insert({ id: eventId(5_000 + (numbers[0] ?? 0)), groupKey: null, ...place, ...facts }, 1)
      for (const number of numbers) {
        const member = { camera: 'gate', type: 'zone.entered', rule: null, severity: 1, isSuppressed: false }
        rows.addMember(n, { eventId: eventId(number), at: 1, endAt: 1, ...place, ...member }, false)
      }
      entries.add(n, { at: 1, by: 'lan', what: 'note', text })
      return n
    }
    const gate = open('site-1', [3, 400, 999, 7_777], 'Đã gọi bảo vệ Cổng Chợ')
    const yard = open('site-2', [10, 401], 'Đường ướt, gọi lại sau')
    // What is made ready before anybody asks is not what is answered once it has changed.
    expect(engine.prepareNotes()).toBe(false)
    const found = (text: string, more: EventFilter = {}, sites?: ReadonlySet<string>): number[] =>
      everyPage(engine, { ...more, notes: { text, ...(sites !== undefined && { sites }) } }, 2)
        .map(({ firstSeq }) => firstSeq)
        .sort((a, b) => a - b)
    expect(found('cong cho')).toEqual([3, 400, 999])
    expect(found('CHỢ goi')).toEqual([3, 400, 999])
    expect(found('duong')).toEqual([10, 401])
    expect(found('goi')).toEqual([3, 10, 400, 401, 999])
    expect(found('goi', {}, new Set(['site-2']))).toEqual([10, 401])
    for (const text of ['ong', 'cong duong', '"; DROP TABLE note; --', '!!', 'NEAR(goi cho)', 'folded:goi'])
      expect(found(text), text).toEqual([])
    expect(found('goi', { camera: [variedEvent(400).camera], agent: ['agent-0'] })).toEqual([10, 400])
    const { rows: counts } = engine.counts({ filter: { notes: { text: 'goi' } }, timeZone: 'UTC' })
    expect(counts[0]?.total).toBe(5)

    // What changes in an incident, and what is merged into it, counts at once.
    rows.moveMembers(gate, yard, [eventId(3)])
    for (const n of [gate, yard]) rows.set(n, {}, true)
    expect(found('cong')).toEqual([400, 999])
    rows.moveMembers(gate, yard)
    rows.set(gate, { mergedInto: yard, state: 'closed', reason: 'merged' }, true)
    rows.set(yard, {}, true)
    expect(found('cong')).toEqual([3, 10, 400, 401, 999])
  })

  it('answers with the record as it is now', () => {
    const { store, engine } = openBoth()
    const start = event(1, { phase: 'start' })
    write(store, [start, event(1, { seq: 2, phase: 'end', at: start.at + 5, reason: 'left' })])
    expect(read(engine).page({}, 10)?.events).toMatchObject([{ id: eventId(1), phase: 'end', endAt: start.at + 5 }])
  })
})
