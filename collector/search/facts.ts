/** What of an event can be searched: words, each with a number of its own, and measures. Pure. */
import type { EventMessage } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'

/**
 * `view` is a camera with the agent and site that it belongs to, since names of cameras are their agent's. Each measure has
 * a band as its word too: most events that do not fit are told by it, without a look at their values.
 */
export const fields = [
  'site',
  'agent',
  'camera',
  'view',
  'type',
  'class',
  'rule',
  'zone',
  'direction',
  'severity',
  'snapshot',
  'clip',
  'open',
  'scoreBand',
  'speedBand',
  'durationBand',
  'dwellBand',
] as const
export type Field = (typeof fields)[number]

export const measures = ['score', 'speed', 'duration', 'dwell'] as const
export type Measure = (typeof measures)[number]

export const bandFields = {
  score: 'scoreBand',
  speed: 'speedBand',
  duration: 'durationBand',
  dwell: 'dwellBand',
} as const satisfies Record<Measure, Field>

/** What is true of an event; what is false has no word. */
export const isSo = 'true'

export type Facts = {
  readonly n: number
  readonly startAt: number
  /** The number of its word in each of `fields`; 0: none. */
  readonly terms: readonly number[]
  /** In the order of `measures`, each in its steps; -1: none. */
  readonly measures: readonly number[]
}

/** An event as far as it can be searched. */
export type Searchable = Pick<
  EventRecord,
  | 'site'
  | 'agent'
  | 'camera'
  | 'type'
  | 'startAt'
  | 'endAt'
  | 'rule'
  | 'zone'
  | 'direction'
  | 'severity'
  | 'class'
  | 'score'
  | 'dwellMs'
  | 'speed'
  | 'snapshot'
  | 'clip'
>

/**
 * What `foldMessages` makes of the messages of an event, as far as it can be searched: to make all of it costs many times
 * as much, and every event passes here.
 * @param messages ascending in (boot, seq)
 */
export function searchableOf(site: string, messages: readonly [EventMessage, ...EventMessage[]]): Searchable {
  const [{ agent, camera, type, at }] = messages
  const event: { [K in keyof Searchable]: Searchable[K] | undefined } = { site, agent, camera, type, startAt: at }
  for (const message of messages) {
    const { object, media } = message
    if (message.phase === 'end' || message.phase === 'pulse') event.endAt ??= message.at
    event.rule = message.rule ?? event.rule
    event.zone = message.zone ?? event.zone
    event.direction = message.direction ?? event.direction
    event.severity = message.severity ?? event.severity
    event.class = object?.class ?? event.class
    event.score = object === undefined ? event.score : Math.max(object.score, event.score ?? 0)
    event.dwellMs = message.dwellMs ?? event.dwellMs
    event.speed = message.speed ?? event.speed
    event.snapshot = media?.snapshot ?? event.snapshot
    event.clip = media?.clip ?? event.clip
  }
  return event as Searchable
}

/** @param termOf gives a word its number */
export function factsOf(n: number, event: Searchable, termOf: (field: Field, value: string) => number): Facts {
  const { site, agent, camera, score, speed, startAt, endAt, dwellMs, severity = 'info' } = event
  const word = (field: Field, value: string | undefined): number => (value === undefined ? 0 : termOf(field, value))
  const flag = (field: Field, is: boolean): number => (is ? termOf(field, isSo) : 0)
  const values = [
    inSteps('score', score),
    inSteps('speed', speed?.kmh),
    inSteps('duration', endAt === undefined ? undefined : Math.max(0, endAt - startAt)),
    inSteps('dwell', dwellMs),
  ]
  return {
    n,
    startAt,
    // In the order of `fields`.
    terms: [
      word('site', site),
      word('agent', agent),
      word('camera', camera),
      word('view', `${site}/${agent}/${camera}`),
      word('type', event.type),
      word('class', event.class),
      word('rule', event.rule),
      word('zone', event.zone),
      word('direction', event.direction),
      word('severity', severity),
      flag('snapshot', event.snapshot !== undefined),
      flag('clip', event.clip !== undefined),
      flag('open', endAt === undefined),
      ...measures.map((measure, index) => {
        const value = values[index] ?? -1
        return word(bandFields[measure], value < 0 ? undefined : String(bandOf(measure, value)))
      }),
    ],
    measures: values,
  }
}

/** Steps per unit, and the highest number of steps that fits on disk. */
const steps: Readonly<Record<Measure, readonly [perUnit: number, most: number]>> = {
  score: [10_000, 0xfffe],
  speed: [10, 0xfffe],
  duration: [1, 0xfffffffe],
  dwell: [1, 0xfffffffe],
}

/**
 * A measure as a whole number: scores to a ten-thousandth, speeds to a tenth of a km/h, times to the millisecond.
 * @returns -1 when there is none
 */
export function inSteps(measure: Measure, value: number | undefined): number {
  if (value === undefined) return -1
  const [perUnit, most] = steps[measure]
  return Math.min(most, Math.round(value * perUnit))
}

const seconds = [1, 2, 3, 5, 7, 10, 15, 20, 30, 45]
const minutes = [1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 45]
const hours = [1, 1.5, 2, 3, 6, 12, 24, 72, 168]
const times = [
  0,
  ...seconds.map((s) => s * 1_000),
  ...minutes.map((m) => m * 60_000),
  ...hours.map((h) => h * 3_600_000),
]

/** Where bands begin, in steps: at numbers that people ask for, so that most questions end where bands do. */
const bandStarts: Readonly<Record<Measure, readonly number[]>> = {
  score: Array.from({ length: 21 }, (_, index) => index * 500),
  speed: Array.from({ length: 31 }, (_, index) => index * 100),
  duration: times,
  dwell: times,
}

/** In which of some dozens of bands a measure lies, rising with it. */
export function bandOf(measure: Measure, inItsSteps: number): number {
  const starts = bandStarts[measure]
  let band = 0
  while (inItsSteps >= (starts[band + 1] ?? Number.POSITIVE_INFINITY)) band++
  return band
}

/** Whether all that a band may hold lies within bounds, inclusive. */
export function isBandWithin(measure: Measure, band: number, min: number, max: number): boolean {
  const [start = 0, next = Number.POSITIVE_INFINITY] = bandStarts[measure].slice(band, band + 2)
  return start >= min && next - 1 <= max
}
