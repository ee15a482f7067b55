import { isDeepStrictEqual } from 'node:util'
import type { StoredMessage } from '../../agent/outbox/outbox.ts'
import { foldMessages } from '../../collector/store/fold.ts'
import type { EventMessage } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'
import { linkOf, writtenText } from '../sent-event.ts'
import { identity } from './agent-node.ts'

export type Outcome = {
  /** What was on the disk of the agent, in order. */
  readonly committed: readonly StoredMessage[]
  /** What the collector has. */
  readonly messages: readonly EventMessage[]
  readonly records: readonly EventRecord[]
  /** Drafts that the agent was given, when it never crashed; else some may have been lost with its memory. */
  readonly told: number | undefined
}

/** What is wrong, for somebody who reads the collector, after everything has healed; `undefined` when nothing is. */
export function verdict({ committed, messages, records, told }: Outcome): string | undefined {
  const ordered = [...messages].sort((a, b) => a.seq - b.seq)
  return (
    storedOnce(committed, ordered) ??
    gapsDeclared(ordered) ??
    inOrder(ordered) ??
    chained(ordered) ??
    foldedInOrder(ordered, records) ??
    nothingHidden(ordered, told)
  )
}

function storedOnce(committed: readonly StoredMessage[], stored: readonly EventMessage[]): string | undefined {
  const expected = committed.map(({ payload }) => payload.toString())
  const found = stored.map(writtenText)
  const missing = expected.filter((text) => !found.includes(text))
  if (missing.length > 0)
    return `${missing.length} of ${expected.length} committed messages are not stored: ${missing[0]}`
  if (found.length !== expected.length) return `${expected.length} messages are stored as ${found.length}`
  return undefined
}

function gapsDeclared(stored: readonly EventMessage[]): string | undefined {
  const declared = new Set(stored.flatMap(({ lost }) => numbersOf(lost)))
  const present = new Set(stored.map(({ seq }) => seq))
  for (let seq = 1; seq <= (stored.at(-1)?.seq ?? 0); seq++) {
    if (present.has(seq) === declared.has(seq))
      return `number ${seq} is ${present.has(seq) ? 'there, but' : 'not there, nor'} declared as lost`
  }
  return undefined
}

function inOrder(stored: readonly EventMessage[]): string | undefined {
  const times = stored
    .filter(({ lost, reason }) => lost === undefined && reason !== 'agent-restart')
    .map(({ at }) => at)
  const at = times.findIndex((time, index) => index > 0 && time <= (times[index - 1] as number))
  return at === -1 ? undefined : `draft ${times[at]} comes after draft ${times[at - 1]}`
}

function chained(stored: readonly EventMessage[]): string | undefined {
  const broken = stored.find(({ prev }, index) => {
    const before = stored[index - 1]
    return prev !== (before && linkOf(before))
  })
  return broken && `the chain is broken at ${broken.seq}`
}

function foldedInOrder(stored: readonly EventMessage[], records: readonly EventRecord[]): string | undefined {
  const ids = new Set(stored.map(({ id, lost }) => (lost === undefined ? id : undefined)))
  for (const id of ids) {
    const messages = stored.filter((message) => message.id === id && message.lost === undefined)
    const record = records.find((candidate) => candidate.id === id)
    if (messages.length === 0 || record === undefined) continue
    const folded = foldMessages(identity.site, messages as [EventMessage, ...EventMessage[]], record.receivedAt)
    const asStored: unknown = JSON.parse(JSON.stringify(folded))
    if (!isDeepStrictEqual(asStored, record)) return `event ${id} is not what its messages say in their order`
  }
  return records.length < ids.size - 1 ? 'an event has messages but no record' : undefined
}

/** While no memory was lost, every draft is stored or declared. */
function nothingHidden(stored: readonly EventMessage[], told: number | undefined): string | undefined {
  if (told === undefined) return undefined
  const declared = stored.reduce((sum, { lost }) => sum + numbersOf(lost).length, 0)
  const kept = stored.filter(({ lost }) => lost === undefined).length
  return kept + declared === told ? undefined : `of ${told} drafts, ${kept} are stored and ${declared} declared as lost`
}

function numbersOf(lost: EventMessage['lost']): number[] {
  if (lost?.from === undefined || lost.to === undefined) return []
  const { from, to } = lost
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
