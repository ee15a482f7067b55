import type { EventMessage } from '../../wire/event.ts'
import { tell } from './tell.ts'
import { clockTime, position } from './times.ts'
import type { Words } from './words.ts'

/** Wide enough for what is usual, so that rows can be printed as they come. */
const widths = { event: 26, rule: 20, object: 22 }

export type TableOptions = {
  /** Epoch milliseconds of the first picture; when not given, times are only those of the video. */
  readonly startAt: number | undefined
  readonly words: Words
}

/** A message as a row for people; undefined for news about an event that goes on. */
export function tableRow(message: EventMessage, { startAt, words }: TableOptions): string | undefined {
  if (message.phase === 'update') return undefined
  const { event, rule, object, facts } = tell(message, words)
  const cells = [event.padEnd(widths.event), rule.padEnd(widths.rule), object.padEnd(widths.object), facts]
  const times = [position(message.at - (startAt ?? 0)).padStart(9)]
  if (startAt !== undefined) times.unshift(clockTime(message.at))
  return [...times, ...cells].join('  ').trimEnd()
}
