/**
 * Incidents: a file of its own, so that ingest never waits for people or for grouping, and so that what people decided
 * outlives the events.
 */
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { migrate } from './migrations.ts'

/** As `migrations` of the events. */
export const incidentSteps: readonly string[] = [
  `CREATE TABLE incident (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    -- What events must have in common to join; null: nothing joins, as after a split.
    group_key TEXT,
    kind TEXT NOT NULL,
    rule TEXT,
    site TEXT NOT NULL,
    agent TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    severity INTEGER NOT NULL,
    -- As urgent as its events alone make it: what a person decided is only overruled by something worse than that.
    auto_severity INTEGER NOT NULL,
    owner TEXT,
    hold INTEGER NOT NULL DEFAULT 0,
    late INTEGER NOT NULL,
    start_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    lasting INTEGER NOT NULL,
    -- last_at; ${Number.MAX_SAFE_INTEGER} while an event lasts. Of a merged one, that of the one that it was merged into.
    until INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    acknowledged_at INTEGER,
    closed_at INTEGER,
    events INTEGER NOT NULL,
    suppressed INTEGER NOT NULL DEFAULT 0,
    first_event TEXT,
    merged_into INTEGER,
    split_from INTEGER,
    steps TEXT NOT NULL,
    links TEXT NOT NULL DEFAULT '[]',
    version INTEGER NOT NULL DEFAULT 1,
    revision INTEGER NOT NULL DEFAULT 1,
    published INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX incident_by_start ON incident (start_at);
  CREATE INDEX incident_by_group ON incident (group_key, until) WHERE group_key IS NOT NULL;
  CREATE INDEX incident_false_alarm ON incident (group_key, closed_at) WHERE reason = 'false-alarm';
  CREATE INDEX incident_not_closed ON incident (start_at) WHERE state <> 'closed';
  CREATE INDEX incident_merged ON incident (merged_into) WHERE merged_into IS NOT NULL;
  CREATE INDEX incident_unpublished ON incident (n) WHERE published < revision;
  CREATE INDEX incident_held ON incident (n) WHERE hold = 1;

  -- An event belongs to one incident at most.
  CREATE TABLE member (
    event_id TEXT PRIMARY KEY,
    incident_n INTEGER NOT NULL REFERENCES incident,
    at INTEGER NOT NULL,
    end_at INTEGER,
    severity INTEGER NOT NULL,
    site TEXT NOT NULL,
    agent TEXT NOT NULL,
    camera TEXT NOT NULL,
    type TEXT NOT NULL,
    rule TEXT,
    suppressed INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX member_by_incident ON member (incident_n, at);

  CREATE TABLE incident_camera (
    incident_n INTEGER NOT NULL REFERENCES incident,
    site TEXT NOT NULL,
    agent TEXT NOT NULL,
    camera TEXT NOT NULL,
    -- 1: added by a person; 0: of its events.
    related INTEGER NOT NULL,
    PRIMARY KEY (incident_n, site, agent, camera, related)
  ) WITHOUT ROWID;

  CREATE TABLE entry (
    n INTEGER PRIMARY KEY,
    incident_n INTEGER NOT NULL REFERENCES incident,
    at INTEGER NOT NULL,
    by TEXT,
    what TEXT NOT NULL,
    was TEXT,
    becomes TEXT,
    text TEXT,
    -- The text as it is searched: without case and tone marks.
    folded TEXT
  );
  CREATE INDEX entry_by_incident ON entry (incident_n, n);

  -- How far events were read: the last one, by number and id, since numbers begin anew in another database.
  CREATE TABLE reading (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    n INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    received_at INTEGER NOT NULL
  );

  -- Events that were read and may still change.
  CREATE TABLE pending (
    event_id TEXT PRIMARY KEY,
    later_messages INTEGER NOT NULL,
    since INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE figure (
    hour INTEGER NOT NULL,
    site TEXT NOT NULL,
    outcome TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (hour, site, outcome)
  ) WITHOUT ROWID;`,

  // Words of notes; triggers keep it true whoever writes or deletes entries. Tone marks are dropped before, as `folded`.
  `CREATE VIRTUAL TABLE note USING fts5 (
    folded, content = 'entry', content_rowid = 'n', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
  );
  INSERT INTO note (rowid, folded) SELECT n, folded FROM entry WHERE folded IS NOT NULL;
  CREATE TRIGGER note_added AFTER INSERT ON entry WHEN new.folded IS NOT NULL BEGIN
    INSERT INTO note (rowid, folded) VALUES (new.n, new.folded);
  END;
  CREATE TRIGGER note_removed AFTER DELETE ON entry WHEN old.folded IS NOT NULL BEGIN
    INSERT INTO note (note, rowid, folded) VALUES ('delete', old.n, old.folded);
  END;`,
]

/** Grouping and people write to it, a few milliseconds each. */
const lockTimeoutMs = 2_000

/**
 * Durable at every commit, schema up to date.
 * @throws Error when the file cannot be opened, or belongs to a newer program
 */
export function openIncidents(file: string): Database {
  const db = new SqliteDatabase(file, { timeout: lockTimeoutMs })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    migrate(db, incidentSteps)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
