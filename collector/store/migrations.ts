import type { Database } from 'better-sqlite3'

/**
 * The schema, step by step; a step that was released is never changed. `user_version` counts the steps that ran.
 *
 * `event` has no index but that of its id: what people search by lies in a file of its own, which is written after the
 * commit by another thread.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE agent (
    agent_id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    agent TEXT NOT NULL,
    last_seen_at INTEGER NOT NULL,
    birth TEXT,
    birth_received_at INTEGER,
    state TEXT,
    state_boot INTEGER,
    state_received_at INTEGER,
    health TEXT,
    health_received_at INTEGER,
    UNIQUE (site, agent)
  );

  CREATE TABLE message (
    agent_id INTEGER NOT NULL REFERENCES agent,
    boot INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (agent_id, boot, seq)
  ) WITHOUT ROWID;
  CREATE INDEX message_by_event ON message (event_id);

  CREATE TABLE event (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    agent_id INTEGER NOT NULL REFERENCES agent,
    camera TEXT NOT NULL,
    type TEXT NOT NULL,
    class TEXT,
    rule TEXT,
    score REAL,
    start_at INTEGER NOT NULL,
    end_at INTEGER,
    received_at INTEGER NOT NULL,
    last_boot INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    record TEXT NOT NULL
  );
  CREATE INDEX event_by_start ON event (start_at);
  CREATE INDEX event_by_agent ON event (agent_id, start_at);
  CREATE INDEX event_by_type ON event (type, start_at);
  CREATE INDEX event_by_class ON event (class, start_at) WHERE class IS NOT NULL;
  CREATE INDEX event_open ON event (start_at) WHERE end_at IS NULL;

  CREATE TABLE scope (
    agent_id INTEGER NOT NULL REFERENCES agent,
    camera TEXT NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (agent_id, camera, rule)
  ) WITHOUT ROWID;

  CREATE TABLE quarantine (
    n INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    payload BLOB NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    times INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    last_received_at INTEGER NOT NULL
  );

  CREATE TABLE probe (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL);`,

  // What is settled is kept as ranges, and messages lie with their event: a commit then writes to few places at once,
  // however many agents it is of. What changes with every commit leaves the row that holds birth and health.
  `CREATE TABLE settled (
    agent_id INTEGER NOT NULL,
    boot INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL,
    PRIMARY KEY (agent_id, boot, from_seq)
  ) WITHOUT ROWID;
  INSERT INTO settled
    SELECT agent_id, boot, min(seq), max(seq)
    FROM (
      SELECT agent_id, boot, seq, seq - row_number() OVER (PARTITION BY agent_id, boot ORDER BY seq) AS island
      FROM message
    )
    GROUP BY agent_id, boot, island;

  CREATE TABLE declared (
    agent_id INTEGER NOT NULL,
    boot INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL,
    cause TEXT NOT NULL,
    declared_at INTEGER NOT NULL,
    PRIMARY KEY (agent_id, boot, from_seq)
  ) WITHOUT ROWID;

  CREATE TABLE ledger (
    agent_id INTEGER PRIMARY KEY,
    last_seen_at INTEGER NOT NULL,
    stored INTEGER NOT NULL DEFAULT 0,
    duplicates INTEGER NOT NULL DEFAULT 0,
    quarantined INTEGER NOT NULL DEFAULT 0,
    filled INTEGER NOT NULL DEFAULT 0,
    announced_boot INTEGER,
    announced_seq INTEGER,
    clock_offset_ms INTEGER
  );
  INSERT INTO ledger (agent_id, last_seen_at, stored)
    SELECT agent_id, last_seen_at, (SELECT count(*) FROM message WHERE message.agent_id = agent.agent_id) FROM agent;
  ALTER TABLE agent DROP COLUMN last_seen_at;

  CREATE TABLE message_of_event (
    event_n INTEGER NOT NULL,
    boot INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    payload TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (event_n, boot, seq)
  ) WITHOUT ROWID;
  INSERT INTO message_of_event
    SELECT event.n, boot, seq, payload, message.received_at FROM message JOIN event ON event.id = message.event_id
    ORDER BY event.n, boot, seq;
  DROP TABLE message;
  ALTER TABLE message_of_event RENAME TO message;`,

  // Most events are one message: it lies with its event, once, as it came, and the record is made of it when it is read.
  // Only what comes after it lies apart, and only then a record is kept. All of them together are still called message.
  `CREATE TABLE lean_event (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    agent_id INTEGER NOT NULL REFERENCES agent,
    camera TEXT NOT NULL,
    type TEXT NOT NULL,
    class TEXT,
    rule TEXT,
    score REAL,
    start_at INTEGER NOT NULL,
    end_at INTEGER,
    received_at INTEGER NOT NULL,
    last_boot INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    first TEXT NOT NULL,
    record TEXT
  );
  INSERT INTO lean_event
    SELECT n, id, agent_id, camera, type, class, rule, score, start_at, end_at, received_at, last_boot, last_seq,
      (SELECT payload FROM message WHERE event_n = n ORDER BY received_at, boot, seq LIMIT 1),
      CASE WHEN (SELECT count(*) FROM message WHERE event_n = n) > 1 THEN record END
    FROM event;
  DELETE FROM message WHERE (event_n, boot, seq) IN (
    SELECT event_n, boot, seq
    FROM (
      SELECT event_n, boot, seq, row_number() OVER (PARTITION BY event_n ORDER BY received_at, boot, seq) AS place
      FROM message
    )
    WHERE place = 1
  );
  ALTER TABLE message RENAME TO later_message;
  DROP TABLE event;
  ALTER TABLE lean_event RENAME TO event;
  CREATE INDEX event_by_start ON event (start_at);
  CREATE INDEX event_by_agent ON event (agent_id, start_at);
  CREATE INDEX event_by_type ON event (type, start_at);
  CREATE INDEX event_by_class ON event (class, start_at) WHERE class IS NOT NULL;
  CREATE INDEX event_open ON event (start_at) WHERE end_at IS NULL;
  CREATE VIEW message (event_n, boot, seq, payload, received_at) AS
    SELECT n, first ->> 'boot', first ->> 'seq', first, received_at FROM event
    UNION ALL
    SELECT event_n, boot, seq, payload, received_at FROM later_message;`,

  // Search has a file of its own. It follows `changed`, and belongs to the database with this identity and to no other.
  `DROP INDEX event_by_start;
  DROP INDEX event_by_agent;
  DROP INDEX event_by_type;
  DROP INDEX event_by_class;
  DROP INDEX event_open;
  DROP TABLE scope;
  CREATE TABLE changed (n INTEGER PRIMARY KEY AUTOINCREMENT, events BLOB NOT NULL);
  CREATE TABLE identity (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);
  INSERT INTO identity VALUES (1, lower(hex(randomblob(16))));`,

  // Each message said what its agent runs; now that is said once for each start.
  `CREATE TABLE start (
    agent_id INTEGER NOT NULL,
    boot INTEGER NOT NULL,
    at INTEGER NOT NULL,
    model TEXT,
    config TEXT,
    PRIMARY KEY (agent_id, boot)
  ) WITHOUT ROWID;`,

  // Retention. A row of `media` is a picture or a clip that an event names and that nobody has deleted: 1 snapshot,
  // 2 thumbnail, 3 clip. `sweep` is how far events were looked at, `revisit` names those that it passed and that must be
  // looked at again. What was deleted is counted in the transaction that deletes it, and noted in the audit record later.
  `CREATE TABLE media (
    event_n INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (event_n, kind, sha256)
  ) WITHOUT ROWID;
  INSERT INTO media
    SELECT DISTINCT event_n, kind, unhex(sha256)
    FROM (
      SELECT event_n, 1 AS kind, payload ->> '$.media.snapshot' AS sha256 FROM message WHERE instr(payload, '"media"') > 0
      UNION ALL
      SELECT event_n, 2, payload ->> '$.media.thumbnail' FROM message WHERE instr(payload, '"media"') > 0
      UNION ALL
      SELECT event_n, 3, payload ->> '$.media.clip.sha256' FROM message WHERE instr(payload, '"media"') > 0
    )
    WHERE length(unhex(sha256)) = 32;
  CREATE TABLE sweep (
    name TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    n INTEGER NOT NULL,
    before_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE revisit (event_n INTEGER PRIMARY KEY);
  CREATE TABLE erasure_run (
    run INTEGER PRIMARY KEY,
    ended_at INTEGER,
    cause TEXT,
    noted INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE erasure (
    run INTEGER NOT NULL,
    class TEXT NOT NULL,
    branch TEXT NOT NULL,
    why TEXT NOT NULL,
    count INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    oldest_at INTEGER NOT NULL,
    newest_at INTEGER NOT NULL,
    PRIMARY KEY (run, class, branch, why)
  ) WITHOUT ROWID;`,
]

/**
 * Brings a database up to this program, every step in its own transaction.
 * @param steps defaults to all that there are
 * @throws Error when the database was written by a newer program
 */
export function migrate(db: Database, steps: readonly string[] = migrations): void {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > steps.length) {
    throw new Error(
      `store: ${db.name} has schema ${version}, this program knows ${steps.length}; ` +
        'it was written by a newer Watchpost: install that one, or choose another dataFolder',
    )
  }
  steps.slice(version).forEach((sql, index) => {
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${version + index + 1}`)
    })()
  })
}
