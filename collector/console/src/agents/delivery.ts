/** How completely the messages of an agent came. Pure. */
import type { SeqRange } from '../../../../wire/ack.ts'
import type { AgentRecord, DeliveryRecord } from '../../../../wire/rest.ts'

/** `waiting`: the agent still keeps them; `unheard`: it cannot say; `unexplained`: neither kept nor declared as lost. */
export type MissingState = 'none' | 'waiting' | 'unheard' | 'unexplained'

export function missingState({ delivery, status, outboxDepth = 0 }: AgentRecord): MissingState {
  if (delivery === undefined || delivery.missing === 0) return 'none'
  if (status !== 'online') return 'unheard'
  return delivery.missing <= outboxDepth ? 'waiting' : 'unexplained'
}

export type ClockState = 'fits' | 'fast' | 'slow'

/** More than networks and drift explain; from here on the collector doubts the times of events too. */
const wrongFromMs = 2_000

/** @param offsetMs the clock of the agent minus that of the collector */
export function clockState(offsetMs: number): ClockState {
  if (Math.abs(offsetMs) < wrongFromMs) return 'fits'
  return offsetMs > 0 ? 'fast' : 'slow'
}

/** Since when the oldest message waits at the agent, by our clock. */
export function oldestWaitingAt({ outboxDepth = 0, outboxOldestAt, delivery }: AgentRecord): number | undefined {
  if (outboxDepth === 0 || outboxOldestAt === undefined) return undefined
  return outboxOldestAt - (delivery?.clockOffsetMs ?? 0)
}

type LossesOfCause = { readonly cause: string; readonly ranges: readonly SeqRange[] }

/** What is lost by cause, the cause of the newest first. */
export function lossesByCause(losses: DeliveryRecord['losses']): LossesOfCause[] {
  const newestFirst = losses.toReversed()
  return [...new Set(newestFirst.map(({ cause }) => cause))].map((cause) => ({
    cause,
    ranges: losses.filter((loss) => loss.cause === cause).map(({ from, to }): SeqRange => [from, to]),
  }))
}

/** More would hide what is newest. */
const maxShown = 3

/** `…, 7–9, 12`: the newest of ascending ranges. */
export function rangesText(ranges: readonly SeqRange[], format: (seq: number) => string): string {
  const shown = ranges
    .slice(-maxShown)
    .map(([from, to]) => (from === to ? format(from) : `${format(from)}–${format(to)}`))
  return [...(ranges.length > maxShown ? ['…'] : []), ...shown].join(', ')
}
