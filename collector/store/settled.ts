import type { Database } from 'better-sqlite3'
import { type SeqRange, toRanges } from '../../wire/ack.ts'

export type SettledRows = {
  /**
   * Settles messages of one boot of one agent.
   * @param seqs in any order, duplicates allowed
   * @returns which of them were not settled before, and how many of those closed a gap below a later one
   */
  add(agentId: number, boot: number, seqs: readonly number[]): { fresh: Set<number>; filled: number }
  /** After a rollback: what was remembered as written is not. */
  forget(): void
}

type Row = { from_seq: number; to_seq: number }

const maxRemembered = 20_000

/**
 * Which messages are settled, as ranges on disk: disjoint, never adjacent. In order they are one row, whatever their
 * number. Of each boot only the newest is held in memory, so that no order of arrival makes it grow.
 */
export function createSettledRows(db: Database): SettledRows {
  const last = db.prepare<[number, number], Row>(
    'SELECT from_seq, to_seq FROM settled WHERE agent_id = ? AND boot = ? ORDER BY from_seq DESC LIMIT 1',
  )
  // Ranges are disjoint: of those that begin before, only the nearest can reach into a run.
  const touching = db.prepare<{ agentId: number; boot: number; from: number; to: number }, Row>(
    `SELECT from_seq, to_seq FROM settled WHERE agent_id = $agentId AND boot = $boot AND from_seq <= $to + 1
     AND from_seq >= coalesce((SELECT max(from_seq) FROM settled WHERE agent_id = $agentId AND boot = $boot AND from_seq <= $from), 0)
     AND to_seq >= $from - 1 ORDER BY from_seq`,
  )
  const insert = db.prepare('INSERT INTO settled VALUES (?, ?, ?, ?)')
  const extend = db.prepare('UPDATE settled SET to_seq = ? WHERE agent_id = ? AND boot = ? AND from_seq = ?')
  const remove = db.prepare('DELETE FROM settled WHERE agent_id = ? AND boot = ? AND from_seq BETWEEN ? AND ?')

  const newestRows = new Map<string, Row>()

  /** @returns the ranges that were there and touch the run */
  const addRun = (agentId: number, boot: number, [from, to]: SeqRange): Row[] => {
    const rows = touching.all({ agentId, boot, from, to })
    const [first] = rows
    const end = rows.at(-1)
    if (first === undefined || end === undefined) {
      insert.run(agentId, boot, from, to)
    } else if (first.from_seq > from || end.to_seq < to || rows.length > 1) {
      remove.run(agentId, boot, first.from_seq, end.from_seq)
      insert.run(agentId, boot, Math.min(from, first.from_seq), Math.max(to, end.to_seq))
    }
    return rows
  }

  return {
    add(agentId, boot, seqs) {
      const fresh = new Set<number>()
      let filled = 0
      const key = `${agentId}/${boot}`
      let newest = newestRows.get(key) ?? last.get(agentId, boot)
      const highest = newest?.to_seq ?? 0
      for (const run of toRanges(seqs)) {
        const [from, to] = run
        let known: Row[] = []
        if (newest !== undefined && from === newest.to_seq + 1) {
          extend.run(to, agentId, boot, newest.from_seq)
          newest = { from_seq: newest.from_seq, to_seq: to }
        } else {
          known = addRun(agentId, boot, run)
          if (from <= highest) newest = last.get(agentId, boot)
          else newest = { from_seq: from, to_seq: to }
        }
        for (let seq = from; seq <= to; seq++) {
          if (known.some((row) => row.from_seq <= seq && seq <= row.to_seq)) continue
          fresh.add(seq)
          if (seq < highest) filled += 1
        }
      }
      if (newestRows.size >= maxRemembered) newestRows.clear()
      if (newest !== undefined) newestRows.set(key, newest)
      return { fresh, filled }
    },
    forget: () => newestRows.clear(),
  }
}
