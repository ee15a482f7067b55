import type { DetectedObject, EventDraft } from '../../wire/event.ts'
import type { Words } from './words.ts'

/** A message in words; parts that it has nothing to say about are empty. */
export type Told = {
  readonly event: string
  /** The rule, and its zone or line where that has a name of its own. */
  readonly rule: string
  readonly object: string
  readonly facts: string
}

export function tell(message: EventDraft, words: Words): Told {
  const { type, phase, rule, zone, line, direction, object } = message
  const event = [nameOf(type, words), direction && words.directions[direction]].filter(Boolean).join(', ')
  return {
    event: phase === 'end' ? words.over(event) : event,
    rule: [rule, zone ?? line].filter(Boolean).join(' · '),
    object: object === undefined ? '' : describeObject(object, words),
    facts: factsOf(message, words).join(', '),
  }
}

export function describeObject(
  { track, class: name, vehicleType, score }: Pick<DetectedObject, 'track' | 'class' | 'vehicleType' | 'score'>,
  words: Words,
): string {
  return `${nameOf(vehicleType ?? name, words)} #${track} ${words.percent(score)}`
}

function factsOf(message: EventDraft, words: Words): string[] {
  const { dwellMs, speed, count, counts, reason, cause, severity } = message
  const facts: string[] = []
  if (severity !== undefined) facts.push(nameOf(severity, words))
  if (speed !== undefined) facts.push(words.kmh(words.number(speed.kmh, 1), words.number(speed.errorKmh, 1)))
  if (count !== undefined) facts.push(String(count))
  for (const { class: name, vehicleType, in: inbound, out } of counts ?? []) {
    const { directions } = words
    facts.push(`${nameOf(vehicleType ?? name, words)}: ${inbound} ${directions.in}, ${out} ${directions.out}`)
  }
  if (dwellMs !== undefined) facts.push(words.lasted(words.number(dwellMs / 1000, 1)))
  if (reason !== undefined) facts.push(nameOf(reason, words))
  if (cause !== undefined) facts.push(cause)
  return facts
}

function nameOf(code: string, words: Words): string {
  return words.names[code] ?? code
}
