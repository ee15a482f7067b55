/**
 * What people enter, as opposed to what agents send: a file of its own, so that neither waits for the other, and so that
 * a collector whose events are lost or restored still knows its sites.
 */
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { migrate } from './migrations.ts'

export type Registry = Database

/** As `migrations` of the other file. */
export const registrySteps: readonly string[] = [
  `CREATE TABLE site (
    id TEXT PRIMARY KEY,
    facts TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
  ) WITHOUT ROWID;`,

  // Who may do what. Of tokens and codes only hashes are kept; `subject` is who somebody is at another provider.
  `CREATE TABLE person (
    name TEXT PRIMARY KEY,
    facts TEXT NOT NULL,
    password TEXT,
    subject TEXT UNIQUE,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE session (
    hash TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (name),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX session_by_person ON session (person);
  CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    facts TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
  ) WITHOUT ROWID;
  CREATE TABLE login_failure (
    subject TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE setup_code (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    hash TEXT NOT NULL
  );
  CREATE TABLE audit_anchor (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    n INTEGER NOT NULL,
    hash TEXT NOT NULL
  );`,

  // How boxes get their secrets, and what they are; of codes and secrets only hashes are kept.
  `CREATE TABLE enrolment (
    code_hash TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    agent TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    secret_hash TEXT
  ) WITHOUT ROWID;
  CREATE TABLE agent_credential (
    site TEXT NOT NULL,
    agent TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL,
    last_used_at INTEGER,
    PRIMARY KEY (site, agent)
  ) WITHOUT ROWID;`,
]

/** A command beside the running collector writes too; a change is a matter of milliseconds. */
const lockTimeoutMs = 2_000

/**
 * Durable at every commit, schema up to date.
 * @throws Error when the file cannot be opened, or belongs to a newer program
 */
export function openRegistry(file: string): Registry {
  const db = new SqliteDatabase(file, { timeout: lockTimeoutMs })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    migrate(db, registrySteps)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
