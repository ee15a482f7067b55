import type { Database } from 'better-sqlite3'
import type { AgentIdentity } from '../../wire/topics.ts'

export type EnrolmentRow = AgentIdentity & {
  readonly createdBy: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly usedAt?: number
  /** Of the secret that it was used with. */
  readonly secretHash?: string
}

export type CredentialRow = AgentIdentity & {
  readonly secretHash: string
  readonly enrolledAt: number
  readonly lastUsedAt?: number
}

/** Codes and secrets of agents; of both only hashes are kept. */
export type AgentCredentialRows = {
  addEnrolment(codeHash: string, row: Omit<EnrolmentRow, 'usedAt' | 'secretHash'>): void
  findEnrolment(codeHash: string): EnrolmentRow | undefined
  markUsed(codeHash: string, secretHash: string, at: number): void
  /** Codes that nobody has used. @returns how many there were */
  withdraw(identity: AgentIdentity): number
  /** Those that nobody has used yet, the oldest first. */
  waiting(): EnrolmentRow[]
  forget(expiredBefore: number): void
  list(): CredentialRow[]
  find(identity: AgentIdentity): CredentialRow | undefined
  /** In place of the one that was there. */
  put(identity: AgentIdentity, secretHash: string, at: number): void
  touch(identity: AgentIdentity, at: number): void
  /** @returns whether there was one */
  remove(identity: AgentIdentity): boolean
  /** `change` in one transaction that nobody else's can come between. */
  exclusively<T>(change: () => T): T
}

const enrolmentColumns =
  'site, agent, created_by createdBy, created_at createdAt, expires_at expiresAt, used_at usedAt, secret_hash secretHash'
const credentialColumns = 'site, agent, secret_hash secretHash, enrolled_at enrolledAt, last_used_at lastUsedAt'

export function createAgentCredentialRows(db: Database): AgentCredentialRows {
  const insertCode = db.prepare<[string, string, string, string, number, number]>(
    'INSERT INTO enrolment (code_hash, site, agent, created_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const findCode = db.prepare<[string], Nullable<EnrolmentRow>>(
    `SELECT ${enrolmentColumns} FROM enrolment WHERE code_hash = ?`,
  )
  const useCode = db.prepare('UPDATE enrolment SET secret_hash = ?, used_at = ? WHERE code_hash = ?')
  const withdraw = db.prepare('DELETE FROM enrolment WHERE site = ? AND agent = ? AND used_at IS NULL')
  const waiting = db.prepare<[], Nullable<EnrolmentRow>>(
    `SELECT ${enrolmentColumns} FROM enrolment WHERE used_at IS NULL ORDER BY created_at, site, agent`,
  )
  const forget = db.prepare('DELETE FROM enrolment WHERE expires_at < ?')
  const list = db.prepare<[], Nullable<CredentialRow>>(
    `SELECT ${credentialColumns} FROM agent_credential ORDER BY site, agent`,
  )
  const find = db.prepare<[string, string], Nullable<CredentialRow>>(
    `SELECT ${credentialColumns} FROM agent_credential WHERE site = ? AND agent = ?`,
  )
  const put = db.prepare(
    `INSERT INTO agent_credential (site, agent, secret_hash, enrolled_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (site, agent) DO UPDATE
     SET secret_hash = excluded.secret_hash, enrolled_at = excluded.enrolled_at, last_used_at = NULL`,
  )
  const touch = db.prepare('UPDATE agent_credential SET last_used_at = ? WHERE site = ? AND agent = ?')
  const remove = db.prepare('DELETE FROM agent_credential WHERE site = ? AND agent = ?')
  return {
    addEnrolment: (codeHash, { site, agent, createdBy, createdAt, expiresAt }) =>
      void insertCode.run(codeHash, site, agent, createdBy, createdAt, expiresAt),
    findEnrolment: (codeHash) => withoutNulls(findCode.get(codeHash)),
    markUsed: (codeHash, secretHash, at) => void useCode.run(secretHash, at, codeHash),
    withdraw: ({ site, agent }) => withdraw.run(site, agent).changes,
    waiting: () => waiting.all().flatMap((row) => withoutNulls(row) ?? []),
    forget: (expiredBefore) => void forget.run(expiredBefore),
    list: () => list.all().flatMap((row) => withoutNulls(row) ?? []),
    find: ({ site, agent }) => withoutNulls(find.get(site, agent)),
    put: ({ site, agent }, secretHash, at) => void put.run(site, agent, secretHash, at),
    touch: ({ site, agent }, at) => void touch.run(at, site, agent),
    remove: ({ site, agent }) => remove.run(site, agent).changes > 0,
    exclusively: (change) => db.transaction(change).immediate(),
  }
}

type Nullable<T> = { [K in keyof T]-?: T[K] | null }

function withoutNulls<T extends object>(row: Nullable<T> | undefined): T | undefined {
  if (row === undefined) return undefined
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T
}
