import type { Finding } from '../../agent/rules/finding.ts'
import { guessOf } from './group.ts'
import type { Moment } from './pair-events.ts'

/** Crossings that a line rule found, taken for what the track was just then. */
export function crossingsIn(findings: readonly Finding[]): Moment[] {
  return momentsOf(
    findings.filter(({ type }) => type === 'line.crossed'),
    ({ at }) => at,
  )
}

/** Entries that a zone rule found, taken for what the track was just then. */
export function entriesIn(findings: readonly Finding[]): Moment[] {
  return momentsOf(
    findings.filter(({ type, phase }) => type === 'zone.entered' && phase === 'start'),
    ({ at }) => at,
  )
}

/** Visits that a zone rule found, by their beginnings, taken for what the track was at their ends, when most is known. */
export function visitsIn(findings: readonly Finding[]): Moment[] {
  return momentsOf(
    findings.filter(({ type, phase }) => type === 'zone.entered' && phase === 'end'),
    ({ at, dwellMs = 0 }) => at - dwellMs,
  )
}

function momentsOf(findings: readonly Finding[], atOf: (finding: Finding) => number): Moment[] {
  return findings.flatMap((finding) => {
    const { track, direction } = finding
    if (track === undefined) return []
    return [{ atS: atOf(finding) / 1000, guess: guessOf(track), ...(direction && { direction }) }]
  })
}
