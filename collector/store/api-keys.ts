import type { Database } from 'better-sqlite3'
import type { KeyFacts, KeyRecord } from '../../wire/access.ts'

export type KeyRows = {
  list(): KeyRecord[]
  find(id: string): KeyRecord | undefined
  findByHash(hash: string): KeyRecord | undefined
  add(id: string, hash: string, facts: KeyFacts, createdBy: string, at: number): void
  touch(id: string, at: number): void
  /** Of one that is revoked already, the first time stays. */
  revoke(id: string, at: number): void
}

type Row = {
  id: string
  facts: string
  created_by: string
  created_at: number
  last_used_at: number | null
  revoked_at: number | null
}

const columns = 'id, facts, created_by, created_at, last_used_at, revoked_at'

export function createKeyRows(db: Database): KeyRows {
  const listAll = db.prepare<[], Row>(`SELECT ${columns} FROM api_key ORDER BY created_at, id`)
  const findOne = db.prepare<[string], Row>(`SELECT ${columns} FROM api_key WHERE id = ?`)
  const findHash = db.prepare<[string], Row>(`SELECT ${columns} FROM api_key WHERE hash = ?`)
  const insert = db.prepare('INSERT INTO api_key (id, hash, facts, created_by, created_at) VALUES (?, ?, ?, ?, ?)')
  const touch = db.prepare('UPDATE api_key SET last_used_at = ? WHERE id = ?')
  const revoke = db.prepare('UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
  const optional = (row: Row | undefined) => (row === undefined ? undefined : toRecord(row))
  return {
    list: () => listAll.all().map(toRecord),
    find: (id) => optional(findOne.get(id)),
    findByHash: (hash) => optional(findHash.get(hash)),
    add: (id, hash, facts, createdBy, at) => void insert.run(id, hash, JSON.stringify(facts), createdBy, at),
    touch: (id, at) => void touch.run(at, id),
    revoke: (id, at) => void revoke.run(at, id),
  }
}

function toRecord({ id, facts, created_by, created_at, last_used_at, revoked_at }: Row): KeyRecord {
  return {
    id,
    ...(JSON.parse(facts) as KeyFacts),
    createdBy: created_by,
    createdAt: created_at,
    ...(last_used_at !== null && { lastUsedAt: last_used_at }),
    ...(revoked_at !== null && { revokedAt: revoked_at }),
  }
}
