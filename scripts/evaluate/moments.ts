import type { Finding } from '../../agent/rules/finding.ts'
import { guessOf } from './group.ts'
import type { Moment } from './pair-events.ts'

/** Crossings that a line rule found, taken for what the track was just then. */
export function crossingsIn(findings: readonly Finding[]): Moment[] {
  return findings
    .filter(({ type }) => type === 'line.crossed')
    .map(({ at, track, direction }) => ({ atS: at / 1000, guess: guessOf(track), ...(direction && { direction }) }))
}

/** Entries that a zone rule found, taken for what the track was just then. */
export function entriesIn(findings: readonly Finding[]): Moment[] {
  return findings
    .filter(({ type, phase }) => type === 'zone.entered' && phase === 'start')
    .map(({ at, track }) => ({ atS: at / 1000, guess: guessOf(track) }))
}

/** Visits that a zone rule found, by their beginnings, taken for what the track was at their ends, when most is known. */
export function visitsIn(findings: readonly Finding[]): Moment[] {
  return findings
    .filter(({ type, phase }) => type === 'zone.entered' && phase === 'end')
    .map(({ at, dwellMs = 0, track }) => ({ atS: (at - dwellMs) / 1000, guess: guessOf(track) }))
}
