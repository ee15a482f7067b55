/** The chain of the audit record: what an entry is, its hash, and whether a row is what it was. Pure. */
import { createHash } from 'node:crypto'
import type { AuditEntry } from '../../wire/access.ts'
import type { AuditRow } from '../store/audit.ts'

export type AuditFact = Omit<AuditEntry, 'n' | 'hash'>

/** What the first entry follows. */
const beginning = '0'.repeat(64)

export function chained(facts: readonly AuditFact[], last: AuditRow | undefined): AuditRow[] {
  let { n, hash } = last ?? { n: 0, hash: beginning }
  return facts.map((fact) => {
    n += 1
    const content = canonical({ n, ...fact })
    hash = hashOf(hash, content)
    return { n, at: fact.at, actor: fact.actor, action: fact.action, content, hash }
  })
}

export type ChainFault = { readonly n: number; readonly what: 'changed' | 'missing' | 'misplaced' | 'cut' }

/** Compares rows in order with what they should be; keeps the place between two calls. */
export function createChainCheck() {
  let n = 0
  let hash = beginning
  return {
    /** @returns the first fault */
    add(rows: readonly AuditRow[]): ChainFault | undefined {
      for (const row of rows) {
        if (row.n !== n + 1) return { n: n + 1, what: 'missing' }
        const fault = faultOf(row, hash)
        if (fault !== undefined) return { n: row.n, what: fault }
        n = row.n
        hash = row.hash
      }
      return undefined
    },
    head: () => ({ n, hash }),
  }
}

function faultOf(row: AuditRow, before: string): ChainFault['what'] | undefined {
  const content = parse(row.content)
  if (content === undefined) return 'changed'
  // Whole in itself, but of another place.
  if (content.n !== row.n) return 'misplaced'
  const isCopied = content.at === row.at && content.actor === row.actor && content.action === row.action
  return isCopied && hashOf(before, row.content) === row.hash ? undefined : 'changed'
}

export function toEntry({ content, hash }: AuditRow): AuditEntry {
  return { ...(JSON.parse(content) as Omit<AuditEntry, 'hash'>), hash }
}

function parse(content: string): Omit<AuditEntry, 'hash'> | undefined {
  try {
    return JSON.parse(content) as Omit<AuditEntry, 'hash'>
  } catch {
    return undefined
  }
}

/** Keys in the order of the alphabet, nothing that is undefined. */
function canonical(value: object): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function hashOf(before: string, content: string): string {
  return createHash('sha256').update(before).update(content).digest('hex')
}
