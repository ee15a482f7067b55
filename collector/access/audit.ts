import type { AuditEntry } from '../../wire/access.ts'
import type { AuditFilter, AuditRows } from '../store/audit.ts'
import type { AuditAnchor } from '../store/audit-anchor.ts'
import { type AuditFact, type ChainFault, chained, createChainCheck, toEntry } from './audit-chain.ts'

/** Who did what: entries are added, never changed. */
export type Audit = {
  /** Queues a fact; it is on disk a moment later, together with others. */
  add(fact: AuditFact): void
  /** Whether it can still be said who does what; while it cannot, nobody is let in. */
  failure(): string | undefined
  /** Newest first; `nextBefore` is absent on the last page. */
  page(filter: AuditFilter, before: number | undefined, limit: number): { entries: AuditEntry[]; nextBefore?: number }
  /** Walks the whole chain. */
  verify(): AuditVerdict
  close(): void
}

export type AuditVerdict = {
  /** How many are as they were. */
  readonly entries: number
  readonly hash: string
  readonly fault?: ChainFault
}

const flushMs = 50
/** Some minutes of a busy room while the disk does not answer. */
const maxQueued = 10_000
const rowsPerStep = 1_000

export type AuditOptions = {
  readonly rows: AuditRows
  readonly anchor: AuditAnchor
  /** Told once when entries cannot be written, and not again before they can. */
  readonly onFailure: (error: unknown) => void
}

export function createAudit({ rows, anchor, onFailure }: AuditOptions): Audit {
  let queue: AuditFact[] = []
  let failed: string | undefined
  let timer: NodeJS.Timeout | undefined

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (queue.length === 0) return
    try {
      rows.append((last) => chained(queue, last))
      queue = []
      failed = undefined
      const last = rows.last()
      if (last !== undefined) anchor.set(last.n, last.hash)
    } catch (error) {
      if (failed === undefined) onFailure(error)
      failed = (error as Error).message
      timer = setTimeout(flush, flushMs * 20)
    }
  }

  return {
    add(fact) {
      queue.push(fact)
      timer ??= setTimeout(flush, flushMs)
    },
    failure: () => (queue.length < maxQueued ? undefined : failed),
    page(filter, before = Number.MAX_SAFE_INTEGER, limit) {
      flush()
      const found = rows.page(filter, before, limit + 1)
      const shown = found.slice(0, limit)
      const nextBefore = found.length > limit ? shown.at(-1)?.n : undefined
      return { entries: shown.map(toEntry), ...(nextBefore !== undefined && { nextBefore }) }
    },
    verify() {
      flush()
      return verify(rows, anchor)
    },
    close() {
      flush()
      clearTimeout(timer)
    },
  }
}

function verify(rows: AuditRows, anchor: AuditAnchor): AuditVerdict {
  // Before the walk: entries that come meanwhile are no fault.
  const known = anchor.get()
  const check = createChainCheck()
  let isAnchored = known === undefined
  for (let page = rows.after(0, rowsPerStep); page.length > 0; page = rows.after(check.head().n, rowsPerStep)) {
    const fault = check.add(page)
    if (fault !== undefined) return { entries: check.head().n, hash: check.head().hash, fault }
    isAnchored ||= page.some(({ n, hash }) => n === known?.n && hash === known.hash)
  }
  const { n, hash } = check.head()
  if (isAnchored || known === undefined) return { entries: n, hash }
  // All of it fits together, and is not what it was: the end is gone, or everything was written anew.
  return { entries: n, hash, fault: n < known.n ? { n: n + 1, what: 'cut' } : { n: known.n, what: 'changed' } }
}
