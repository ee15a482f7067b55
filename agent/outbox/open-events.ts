import type { EventDraft } from '../../wire/event.ts'
import type { Db } from './database.ts'

/**
 * Keeps on disk which events have started and not ended, within the transactions of the outbox.
 */
export function createOpenEvents(db: Db, boot: number) {
  const put = db.prepare(
    'INSERT INTO open_event (id, boot, draft, last_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET last_at = max(last_at, excluded.last_at)',
  )
  const known = db.prepare('SELECT draft FROM open_event WHERE id = ?').pluck()
  const replace = db.prepare('UPDATE open_event SET draft = ? WHERE id = ?')
  const remove = db.prepare('DELETE FROM open_event WHERE id = ?')
  const touch = db.prepare('UPDATE open_event SET last_at = max(last_at, ?) WHERE id = ?')
  const earlier = db.prepare('SELECT draft, last_at AS lastAt FROM open_event WHERE boot < ? ORDER BY last_at, id')

  /** An end must not take back what an update has said. */
  const keepNews = ({ id, at, object, count }: EventDraft): void => {
    const draft = known.get(id) as string | undefined
    if (draft === undefined) return
    touch.run(at, id)
    const started = JSON.parse(draft) as EventDraft
    replace.run(JSON.stringify({ ...started, ...(object && { object }), ...(count !== undefined && { count }) }), id)
  }

  return {
    /** Follows one message that is being written. */
    follow(draft: EventDraft): void {
      if (draft.phase === 'end') remove.run(draft.id)
      // An update may come after the end, with a clip: it opens nothing again.
      else if (draft.phase === 'update') keepNews(draft)
      else if (draft.phase === 'start') put.run(draft.id, boot, JSON.stringify(draft), draft.at)
    },
    /** Notes that an event still lasted at `at`. */
    touch(id: string, at: number): void {
      touch.run(at, id)
    },
    /** The ends of events that a crash left open, each at the last time that is known from disk: never an invented one. */
    closeEarlierBoots(): EventDraft[] {
      const rows = earlier.all(boot) as { draft: string; lastAt: number }[]
      return rows.map(({ draft, lastAt }) => {
        const started = JSON.parse(draft) as EventDraft
        // What only a start says, its start has said.
        const { media: _, model: __, config: ___, severity: ____, zone: _____, line: ______, ...facts } = started
        // A dwell event starts when the object has been there for a while already.
        const dwellMs = started.object && { dwellMs: (started.dwellMs ?? 0) + lastAt - started.at }
        return { ...facts, phase: 'end', at: lastAt, ...dwellMs, reason: 'agent-restart' }
      })
    },
  }
}
