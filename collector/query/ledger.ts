import type { Database } from 'better-sqlite3'
import type { DeliveryRecord } from '../../wire/rest.ts'
import { type BootRange, countOf, gapsOf, type Loss } from './gaps.ts'

type LedgerRow = {
  stored: number
  duplicates: number
  quarantined: number
  filled: number
  announced_boot: number | null
  announced_seq: number | null
  clock_offset_ms: number | null
}

/** Of an agent whose messages come in no order at all, gaps are looked for among so many of its newest ranges. */
const maxRanges = 2_000
/** Gaps and losses that are listed; all of them are counted. */
const maxListed = 20

/**
 * How complete what came of an agent is.
 * @param isRestart whether messages are missing from the very first
 */
export function createLedgerQuery(
  reader: Database,
  isRestart = false,
): (agentId: number) => DeliveryRecord | undefined {
  const find = reader.prepare<[number], LedgerRow>(
    `SELECT stored, duplicates, quarantined, filled, announced_boot, announced_seq, clock_offset_ms
     FROM ledger WHERE agent_id = ?`,
  )
  const rangesOf = (table: string) => `from_seq AS "from", to_seq AS "to" FROM ${table} WHERE agent_id = ?
     ORDER BY boot DESC, from_seq DESC LIMIT ${maxRanges}`
  const settled = reader.prepare<[number], BootRange>(`SELECT boot, ${rangesOf('settled')}`)
  const declared = reader.prepare<[number], BootRange & Loss>(`SELECT boot, cause, ${rangesOf('declared')}`)

  return (agentId) => {
    const row = find.get(agentId)
    if (row === undefined) return undefined
    const { announced_boot: boot, announced_seq: seq, clock_offset_ms: clockOffsetMs, ...counts } = row
    const announced = boot === null || seq === null ? undefined : { boot, seq }
    const known = settled.all(agentId)
    const gaps = gapsOf(isRestart ? fromTheFirst(known, announced) : known, declared.all(agentId), announced)
    return {
      ...counts,
      missing: countOf(gaps.missing),
      declared: countOf(gaps.declared.map(({ from, to }) => [from, to])),
      gaps: gaps.missing.slice(-maxListed).map(([from, to]) => [from, to]),
      losses: gaps.declared.slice(-maxListed),
      ...(clockOffsetMs !== null && { clockOffsetMs }),
    }
  }
}

/** As if a message before the first were there: gaps are counted from it. */
function fromTheFirst(known: readonly BootRange[], announced: { boot: number } | undefined): readonly BootRange[] {
  const boots = [...known, ...(announced === undefined ? [] : [announced])].map(({ boot }) => boot)
  if (boots.length === 0 || known.length === maxRanges) return known
  return [{ boot: Math.min(...boots), from: 0, to: 0 }, ...known]
}
