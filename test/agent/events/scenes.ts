import type { Frame } from '../../../agent/decode/frame.ts'
import type { Box } from '../../../agent/detect/detection.ts'
import { createEventLog, type EventLog, type Report } from '../../../agent/events/event-log.ts'
import type { Finding } from '../../../agent/rules/finding.ts'
import type { Scene, Track } from '../../../agent/track/scene.ts'

export const startedAt = 1_795_362_000_000

export function frame(at: number): Frame {
  return { at: startedAt + at, width: 4, height: 2, data: new Uint8Array(12) }
}

/** A person seen at `at` milliseconds after the start. */
export function person(at: number, changes: Partial<Track> = {}): Track {
  const box: Box = [0.4, 0.4, 0.1, 0.3]
  const seenAt = startedAt + at
  return {
    id: 1,
    class: 'Human',
    label: 'person',
    score: 0.8,
    bestScore: 0.8,
    box,
    firstAt: startedAt,
    seenAt,
    ...changes,
  }
}

export function scene(at: number, ...tracks: Track[]): Scene {
  return { at: startedAt + at, tracks, ended: [] }
}

export function finding(phase: Finding['phase'], at: number, track: Track, changes: Partial<Finding> = {}): Finding {
  const key = `visit:zone.entered:${track.id}`
  return { phase, key, type: 'zone.entered', rule: 'visit', at: startedAt + at, track, ...changes }
}

/** Of a camera of some agent. */
export function newLog(origin = 'harbour/box-7/1795362000'): EventLog {
  return createEventLog({
    camera: 'gate',
    origin,
    clock: () => 'ntp',
  })
}

/** A person who comes in and goes on until `untilMs`, five times a second, with what the rule says of it. */
export function visit(log: EventLog, untilMs: number, trackAt: (at: number) => ReturnType<typeof person>): Report[] {
  const reports = log.report([finding('start', 0, trackAt(0))], scene(0, trackAt(0)), frame(0))
  for (let at = 200; at <= untilMs; at += 200) reports.push(...log.report([], scene(at, trackAt(at)), frame(at)))
  const end = finding('end', untilMs, trackAt(untilMs), { dwellMs: untilMs, reason: 'left' })
  return [...reports, ...log.report([end], scene(untilMs + 200), frame(untilMs + 200))]
}

export const phases = (reports: readonly Report[]) => reports.map(({ draft }) => draft.phase)
export const steady = (at: number) => person(at)
