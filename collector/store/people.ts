import type { Database } from 'better-sqlite3'
import type { Grant } from '../../wire/access.ts'

export type StoredFacts = {
  readonly displayName?: string
  readonly grants: readonly Grant[]
  readonly disabled: boolean
}

export type StoredPerson = StoredFacts & {
  readonly name: string
  /** Hashed; absent of those who log in elsewhere. */
  readonly password?: string
  /** Who it is at the provider of single sign-on. */
  readonly subject?: string
  readonly version: number
}

export type PersonRows = {
  list(): StoredPerson[]
  find(name: string): StoredPerson | undefined
  findSubject(subject: string): StoredPerson | undefined
  /** Enters or changes a person; what is left out of `secrets` stays. */
  put(name: string, facts: StoredFacts, secrets: { password?: string; subject?: string }, at: number): void
  /** `change` in one transaction that nobody else's can come between. */
  exclusively<T>(change: () => T): T
}

type Row = { name: string; facts: string; password: string | null; subject: string | null; version: number }

const columns = 'name, facts, password, subject, version'

export function createPersonRows(db: Database): PersonRows {
  const listAll = db.prepare<[], Row>(`SELECT ${columns} FROM person ORDER BY name`)
  const findOne = db.prepare<[string], Row>(`SELECT ${columns} FROM person WHERE name = ?`)
  const findBySubject = db.prepare<[string], Row>(`SELECT ${columns} FROM person WHERE subject = ?`)
  const upsert = db.prepare<[string, string, string | null, string | null, number]>(
    `INSERT INTO person (name, facts, password, subject, version, changed_at) VALUES (?, ?, ?, ?, 1, ?)
     ON CONFLICT (name) DO UPDATE SET facts = excluded.facts, password = coalesce(excluded.password, password),
       subject = coalesce(excluded.subject, subject), version = version + 1, changed_at = excluded.changed_at`,
  )
  return {
    list: () => listAll.all().map(toPerson),
    find: (name) => optional(findOne.get(name)),
    findSubject: (subject) => optional(findBySubject.get(subject)),
    put: (name, facts, { password, subject }, at) =>
      void upsert.run(name, JSON.stringify(facts), password ?? null, subject ?? null, at),
    exclusively: (change) => db.transaction(change).immediate(),
  }
}

function optional(row: Row | undefined): StoredPerson | undefined {
  return row === undefined ? undefined : toPerson(row)
}

function toPerson({ name, facts, password, subject, version }: Row): StoredPerson {
  return {
    name,
    ...(JSON.parse(facts) as StoredFacts),
    ...(password !== null && { password }),
    ...(subject !== null && { subject }),
    version,
  }
}
