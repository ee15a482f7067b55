import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../collector/store/database.ts'
import { migrate } from '../../../collector/store/migrations.ts'
import { temporaryFolder } from '../running.ts'

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
})
