/** Which messages of an agent are missing: what was settled, and what the agent says, against the order without gaps. Pure. */
import type { SeqRange } from '../../wire/ack.ts'

export type BootRange = { readonly boot: number; readonly from: number; readonly to: number }

/** Messages that an agent says are lost, and why. */
export type Loss = { readonly cause: string; readonly from: number; readonly to: number }

export type Gaps = {
  /** Neither settled nor declared, ascending within one life of the outbox. */
  readonly missing: readonly SeqRange[]
  /** Declared as lost by the agent, and not settled. */
  readonly declared: readonly Loss[]
}

/**
 * Sequence numbers go on over starts of an agent, until its disk is replaced: then they begin again, in boots with higher
 * numbers. What came before the first message that is known is not counted: it went to another collector.
 * @param settled disjoint within a boot, in any order
 * @param announced the newest message that the agent said it has, at its last birth
 */
export function gapsOf(
  settled: readonly BootRange[],
  declared: readonly (BootRange & Loss)[],
  announced: { readonly boot: number; readonly seq: number } | undefined,
): Gaps {
  const lives = livesOf(settled)
  const gaps = lives.flatMap((life, index) => {
    const isLast = index === lives.length - 1
    const isAnnounced = isLast && announced !== undefined && announced.boot >= life.boot
    const until = isAnnounced ? Math.max(life.to, announced.seq) : life.to
    const nextBoot = lives[index + 1]?.boot ?? Number.POSITIVE_INFINITY
    const said = declared.filter(({ boot }) => boot >= life.boot && boot < nextBoot)
    return split(between(life.ranges, until), said)
  })
  return { missing: gaps.flatMap(({ missing }) => missing), declared: gaps.flatMap((gap) => gap.declared) }
}

/** How many messages ranges hold. */
export function countOf(ranges: readonly SeqRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
}

type Life = { readonly boot: number; readonly ranges: readonly SeqRange[]; readonly to: number }

/** Boots whose numbers follow each other are one life of the outbox. */
function livesOf(settled: readonly BootRange[]): Life[] {
  const boots = [...new Set(settled.map(({ boot }) => boot))].sort((a, b) => a - b)
  const lives: Life[] = []
  for (const boot of boots) {
    const ranges = merge(settled.filter((range) => range.boot === boot).map(({ from, to }): SeqRange => [from, to]))
    const from = ranges[0]?.[0] ?? 0
    const to = ranges.at(-1)?.[1] ?? 0
    const last = lives.at(-1)
    if (last !== undefined && from > last.to)
      lives[lives.length - 1] = { boot: last.boot, ranges: [...last.ranges, ...ranges], to }
    else lives.push({ boot, ranges, to })
  }
  return lives
}

function merge(ranges: readonly SeqRange[]): SeqRange[] {
  const merged: [number, number][] = []
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

/** What lies between ascending ranges, and after them up to the end. */
function between(ranges: readonly SeqRange[], until: number): SeqRange[] {
  const gaps = ranges.map(([, to], index): SeqRange => [to + 1, (ranges[index + 1]?.[0] ?? until + 1) - 1])
  return gaps.filter(([from, to]) => from <= to)
}

/** Ascending gaps cut along what is declared; where declarations overlap, the one that begins first counts. */
function split(gaps: readonly SeqRange[], declared: readonly Loss[]): Gaps {
  const missing: SeqRange[] = []
  const said: Loss[] = []
  const ascending = [...declared].sort((a, b) => a.from - b.from)
  for (const [from, to] of gaps) {
    let next = from
    for (const { cause, from: first, to: last } of ascending) {
      if (last < next || first > to) continue
      if (first > next) missing.push([next, first - 1])
      said.push({ cause, from: Math.max(first, next), to: Math.min(last, to) })
      next = Math.min(last, to) + 1
    }
    if (next <= to) missing.push([next, to])
  }
  return { missing, declared: join(said) }
}

/** What follows each other for the same cause is one loss. */
function join(losses: readonly Loss[]): Loss[] {
  const joined: Loss[] = []
  for (const loss of losses) {
    const last = joined.at(-1)
    if (last?.cause === loss.cause && last.to + 1 === loss.from) joined[joined.length - 1] = { ...last, to: loss.to }
    else joined.push(loss)
  }
  return joined
}
