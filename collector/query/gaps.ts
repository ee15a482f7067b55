/** Which messages of an agent are missing: what was settled, and what the agent says, against the order without gaps. Pure. */
import type { SeqRange } from '../../wire/ack.ts'
import { unnumbered } from '../store/agents.ts'

export type BootRange = { readonly boot: number; readonly from: number; readonly to: number }

/** Messages that an agent says are lost, and why; what it cannot number, `unnumbered`, stands as 0 to 0. */
export type Loss = { readonly cause: string; readonly from: number; readonly to: number }

export type Gaps = {
  /** Neither settled nor declared, ascending within one life of the outbox. */
  readonly missing: readonly SeqRange[]
  /** Declared as lost by the agent, and not settled. */
  readonly declared: readonly Loss[]
}

/**
 * Sequence numbers go on over starts of an agent, until its disk is replaced: then they begin again, in boots with higher
 * numbers. What came before the first message that is known is not counted: it went to another collector. A hole of unknown
 * size is whatever an earlier boot sent and did not come: the file that held it is gone.
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
    return between(life.ranges, until).map((gap) => split(gap, said, declared))
  })
  return { missing: gaps.flatMap(({ missing }) => missing), declared: gaps.flatMap((gap) => gap.declared) }
}

/** How many messages ranges hold. */
export function countOf(ranges: readonly SeqRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
}

type Life = { readonly boot: number; readonly ranges: readonly BootRange[]; readonly to: number }

/** Boots whose numbers follow each other are one life of the outbox. */
function livesOf(settled: readonly BootRange[]): Life[] {
  const boots = [...new Set(settled.map(({ boot }) => boot))].sort((a, b) => a - b)
  const lives: Life[] = []
  for (const boot of boots) {
    const ranges = merge(settled.filter((range) => range.boot === boot))
    const from = ranges[0]?.from ?? 0
    const to = ranges.at(-1)?.to ?? 0
    const last = lives.at(-1)
    if (last !== undefined && from > last.to)
      lives[lives.length - 1] = { boot: last.boot, ranges: [...last.ranges, ...ranges], to }
    else lives.push({ boot, ranges, to })
  }
  return lives
}

function merge(ranges: readonly BootRange[]): BootRange[] {
  const merged: BootRange[] = []
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last === undefined || range.from > last.to + 1) merged.push(range)
    else merged[merged.length - 1] = { ...last, to: Math.max(last.to, range.to) }
  }
  return merged
}

/** What lies between ascending ranges, and after them up to the end; with the boot of the message before it. */
function between(ranges: readonly BootRange[], until: number): BootRange[] {
  const gaps = ranges.map(({ boot, to }, index) => {
    return { boot, from: to + 1, to: (ranges[index + 1]?.from ?? until + 1) - 1 }
  })
  return gaps.filter(({ from, to }) => from <= to)
}

/** A gap cut along what is declared by number; where that overlaps, the one that begins first counts. */
function split({ boot, from, to }: BootRange, said: readonly Loss[], declared: readonly (BootRange & Loss)[]): Gaps {
  const missing: SeqRange[] = []
  const losses: Loss[] = []
  const unsized = declared.find((hole) => hole.to === unnumbered && hole.boot > boot)
  const miss = (first: number, last: number): void => {
    if (unsized === undefined) missing.push([first, last])
    else losses.push({ cause: unsized.cause, from: first, to: last })
  }
  let next = from
  for (const { cause, from: first, to: last } of [...said].sort((a, b) => a.from - b.from)) {
    if (last < next || first > to) continue
    if (first > next) miss(next, first - 1)
    losses.push({ cause, from: Math.max(first, next), to: Math.min(last, to) })
    next = Math.min(last, to) + 1
  }
  if (next <= to) miss(next, to)
  return { missing, declared: join(losses) }
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
