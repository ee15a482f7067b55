/** The ledger of an agent against what a reader finds at the collector, after everything has healed. Pure. */
import type { EventMessage, Hole } from '../../wire/event.ts'
import { linkOf } from '../sent-event.ts'
import { type Committed, draftNumber, type LedgerLine } from './ledger.ts'

export type Finding = {
  readonly committed: number
  readonly stored: number
  readonly redelivered: number
  readonly missing: number
  readonly doubled: number
  readonly disordered: number
  /** Numbers that are neither stored nor declared. */
  readonly undeclared: number
  readonly declared: number
  /** What else is wrong; empty when nothing is. */
  readonly complaints: readonly string[]
}

export type AgentFinding = Omit<Finding, 'redelivered' | 'complaints'>

export type Truth = {
  readonly ledger: readonly LedgerLine[]
  /** The last number that the outbox gave out, of its last life. */
  readonly lastSeq: number
  /** It began as a copy of another outbox: what comes before its own first number is not its own. */
  readonly isCopy?: boolean
}

type Declared = Hole & { readonly boot: number }

/** @param messages of this agent, in the order of (boot, seq) */
export function checkAgent(
  { ledger, lastSeq, isCopy = false }: Truth,
  messages: readonly EventMessage[],
): AgentFinding {
  const committed = ledger.filter((line): line is Committed => line.kind === 'committed')
  const stored = new Map(messages.map((message) => [keyOf(message), message]))
  const declared = messages.flatMap(({ boot, lost }): Declared[] => (lost === undefined ? [] : [{ ...lost, boot }]))
  const absent = committed.filter((line) => {
    const message = stored.get(keyOf(line))
    return message === undefined || linkOf(message) !== line.link
  })
  const holes = holesOf(messages, committed, { lastSeq, isCopy })
  const undeclared = holes.filter((hole) => !isDeclared(hole, declared))
  return {
    committed: committed.length,
    stored: stored.size,
    missing: absent.filter((line) => !isDeclared(line, declared)).length,
    doubled: messages.length - stored.size + repeatedDrafts(messages),
    disordered: disorderOf(messages, declared),
    undeclared: undeclared.length,
    declared: holes.length - undeclared.length,
  }
}

type Place = { readonly boot: number; readonly seq: number }

const keyOf = ({ boot, seq }: Place): string => `${boot}/${seq}`

/** A hole of unknown size is everything that came before it and is not there. */
function isDeclared({ boot, seq }: Place, declared: readonly Declared[]): boolean {
  return declared.some((hole) =>
    hole.from === undefined || hole.to === undefined
      ? hole.boot > boot
      : hole.boot >= boot && hole.from <= seq && seq <= hole.to,
  )
}

/** Numbers begin at 1 and leave none out, until an outbox begins a new life because nothing of the last could be read. */
function holesOf(
  messages: readonly EventMessage[],
  committed: readonly Committed[],
  { lastSeq, isCopy }: Omit<Truth, 'ledger'>,
): Place[] {
  const places = [...messages, ...committed].map(({ boot, seq }): Place => ({ boot, seq }))
  places.sort((a, b) => a.boot - b.boot || a.seq - b.seq)
  const present = new Set(messages.map(keyOf))
  const holes: Place[] = []
  const addHoles = (from: number, to: number, boot: number): void => {
    for (let seq = from; seq <= to; seq++) holes.push({ boot, seq })
  }
  const [first] = places
  let last: Place = isCopy && first !== undefined ? { boot: first.boot, seq: first.seq - 1 } : { boot: 0, seq: 0 }
  for (const place of places) {
    if (keyOf(place) === keyOf(last)) continue
    const isNewLife = place.boot > last.boot && place.seq <= last.seq
    addHoles(isNewLife ? 1 : last.seq + 1, place.seq - 1, place.boot)
    if (!present.has(keyOf(place))) holes.push(place)
    last = place
  }
  addHoles(last.seq + 1, lastSeq, last.boot)
  return holes
}

function repeatedDrafts(messages: readonly EventMessage[]): number {
  const numbers = messages.map(draftNumber).filter((number) => number > 0)
  return numbers.length - new Set(numbers).size
}

/** Drafts that come before an earlier one, and messages that do not follow the one they say they follow. */
function disorderOf(messages: readonly EventMessage[], declared: readonly Declared[]): number {
  let disorder = 0
  let newest = 0
  messages.forEach((message, index) => {
    const number = draftNumber(message)
    if (number > 0) {
      if (number < newest) disorder += 1
      newest = Math.max(newest, number)
    }
    const before = messages[index - 1]
    if (before !== undefined && isNext(before, message, declared) && message.prev !== linkOf(before)) disorder += 1
  })
  return disorder
}

/** Whether nothing was written between the two. After damage, a chain begins anew, and what it took had been written. */
function isNext(before: EventMessage, { boot, seq, lost }: EventMessage, declared: readonly Declared[]): boolean {
  if (lost?.cause === 'damaged' || seq <= before.seq) return false
  const neverWritten = declared.filter(({ cause }) => cause !== 'damaged')
  for (let between = before.seq + 1; between < seq; between++) {
    if (!isDeclared({ boot, seq: between }, neverWritten)) return false
  }
  return true
}
