import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createNoteQuery } from '../../../collector/query/notes.ts'
import { openDatabase } from '../../../collector/store/database.ts'
import { createEntryRows } from '../../../collector/store/incident-entries.ts'
import { incidentSteps } from '../../../collector/store/incident-schema.ts'
import { migrate, migrations } from '../../../collector/store/migrations.ts'
import { createStore } from '../../../collector/store/store.ts'
import { event, eventId, temporaryFolder } from '../running.ts'

const open = () => new SqliteDatabase(join(temporaryFolder(), 'x.db'))
const version = (db: SqliteDatabase.Database) => db.pragma('user_version', { simple: true })

describe('migrations', () => {
  it('run once each, in order', () => {
    const db = open()
    migrate(db, ['CREATE TABLE a (x)'])
    migrate(db, ['CREATE TABLE a (x)', 'ALTER TABLE a ADD COLUMN y', 'INSERT INTO a VALUES (1, 2)'])
    migrate(db, ['CREATE TABLE a (x)', 'ALTER TABLE a ADD COLUMN y', 'INSERT INTO a VALUES (1, 2)'])
    expect(version(db)).toBe(3)
    expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: 2 }])
  })

  it('leave nothing of a step that fails, and keep those before it', () => {
    const db = open()
    expect(() => migrate(db, ['CREATE TABLE a (x)', 'CREATE TABLE b (x); SELECT * FROM nowhere'])).toThrow(/nowhere/)
    expect(version(db)).toBe(1)
    expect(db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()).toEqual(['a'])
  })

  it('refuse a database of a newer program by name', () => {
    const file = join(temporaryFolder(), 'collector.db')
    openDatabase(file).close()
    const db = new SqliteDatabase(file)
    db.pragma('user_version = 999')
    db.close()
    expect(() => openDatabase(file)).toThrow(/collector\.db has schema 999.*newer Watchpost/)
  })

  it('make a database that survives a power cut', () => {
    const db = openDatabase(join(temporaryFolder(), 'collector.db'))
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
  })

  it('come to the same from every version', () => {
    const schemas = migrations.map((_, count) => {
      const db = open()
      migrate(db, migrations.slice(0, count))
      const facts =
        count === 1
          ? "(site, agent, last_seen_at) VALUES ('site-1', 'agent-1', 5)"
          : "(site, agent) VALUES ('site-1', 'agent-1')"
      if (count > 0) db.exec(`INSERT INTO agent ${facts}`)
      migrate(db)
      expect(version(db)).toBe(migrations.length)
      if (count > 0) expect(db.prepare('SELECT site, agent FROM agent').raw().all()).toEqual([['site-1', 'agent-1']])
      return db.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all()
    })
    for (const schema of schemas) expect(schema).toEqual(schemas[0])
  })

  it('bring what the first version wrote along: events, messages, and what is settled', () => {
    const file = join(temporaryFolder(), 'collector.db')
    const old = new SqliteDatabase(file)
    migrate(old, migrations.slice(0, 1))
    old.exec(`INSERT INTO agent (agent_id, site, agent, last_seen_at) VALUES (7, 'site-1', 'agent-1', 50);
      INSERT INTO event (n, id, agent_id, camera, type, start_at, received_at, last_boot, last_seq, record)
        VALUES (1, '${eventId(1)}', 7, 'gate', 'zone.entered', 5, 50, 1, 3, '{}');`)
    const insert = old.prepare('INSERT INTO message VALUES (7, 1, ?, ?, ?, 50)')
    for (const seq of [1, 2, 3, 6]) insert.run(seq, eventId(1), JSON.stringify(event(1, { seq })))
    old.close()

    const db = openDatabase(file)
    expect(version(db)).toBe(migrations.length)
    expect(db.prepare('SELECT * FROM settled').raw().all()).toEqual([
      [7, 1, 1, 3],
      [7, 1, 6, 6],
    ])
    expect(db.prepare('SELECT last_seen_at, stored FROM ledger').raw().all()).toEqual([[50, 4]])
    expect(db.prepare('SELECT event_n, boot, seq FROM message').raw().all()).toEqual(
      [1, 2, 3, 6].map((seq) => [1, 1, seq]),
    )
    expect(db.prepare('SELECT seq FROM later_message').pluck().all()).toEqual([2, 3, 6])
    const again = { kind: 'event', site: 'site-1', agent: 'agent-1', topic: 't', receivedAt: 60 } as const
    const { stored, duplicates } = createStore(db, { quarantineRows: 1 }).write([
      { ...again, message: event(1, { seq: 2 }) },
      { ...again, message: event(2, { seq: 4 }) },
    ])
    expect({ stored, duplicates }).toEqual({ stored: 1, duplicates: 1 })
  })

  it('let notes of before be found by their words, and forget those that go', () => {
    const db = open()
    migrate(db, incidentSteps.slice(0, 1))
    db.exec(`INSERT INTO incident (id, kind, site, agent, state, severity, auto_severity, late, start_at, last_at, lasting,
        until, opened_at, events, steps)
      VALUES ('a', 'theft', 'site-1', 'agent-1', 'new', 1, 1, 0, 1, 1, 0, 1, 1, 0, '[]');`)
    createEntryRows(db).add(1, { at: 1, what: 'note', text: 'Đã gọi Cổng Chợ' })
    createEntryRows(db).add(1, { at: 1, what: 'owner', to: 'lan' })
    migrate(db, incidentSteps)
    expect(createNoteQuery(db).incidents('da goi cho', undefined)).toEqual([{ n: 1, revision: 1 }])
    createEntryRows(db).add(1, { at: 2, what: 'note', text: 'Đã xong' })
    expect(createNoteQuery(db).incidents('xong', undefined)).toHaveLength(1)
    db.exec('DELETE FROM entry')
    for (const text of ['cho', 'xong']) expect(createNoteQuery(db).incidents(text, undefined)).toEqual([])
    expect(db.prepare("INSERT INTO note (note) VALUES ('integrity-check')").run().changes).toBeGreaterThanOrEqual(0)
  })
})
