import { readFile } from 'node:fs/promises'
import type { Detector } from '../../agent/detect/detector.ts'
import { createRule } from '../../agent/rules/create-rule.ts'
import type { Finding } from '../../agent/rules/finding.ts'
import { objectClasses } from '../../wire/event.ts'
import type { ObjectClass } from '../street/figure.ts'
import { readMot } from '../street/mot.ts'
import { readTruth, renderingIn } from '../street/render.ts'
import type { Truth } from '../street/truth.ts'
import { type EventScore, scoreEvents } from './event-score.ts'
import { followTruth } from './follow.ts'
import { groupOfTruth } from './group.ts'
import { crossingsIn, visitsIn } from './moments.ts'
import type { Moment } from './pair-events.ts'
import { type Recording, record } from './record.ts'
import { scoreTracks, type TrackScore } from './track-score.ts'
import { type TruthFrame, truthFrames } from './truth-frames.ts'

export type StreetScore = {
  readonly tracks: TrackScore
  readonly crossings: { readonly in: EventScore; readonly out: EventScore }
  readonly visits: EventScore
}

export type StreetRun = { readonly name: string; readonly score: StreetScore; readonly recording: Recording }

export type Watching = {
  readonly fps: number
  readonly width: number
  /** Of one camera. */
  readonly newDetector: () => Detector
  /** Tells how far it is. */
  readonly say: (what: string) => void
  readonly signal: AbortSignal
}

const leastVisitS = 1

/** A street as `scripts/render-street` left it in a folder. @throws Error, DetectorError */
export async function evaluateStreet(folder: string, watching: Watching): Promise<StreetRun> {
  const { truth, frames } = await readStreet(folder)
  const { fps } = truth.options
  const recording = await recordStreet(folder, truth, watching)
  const { tracks, findings } = recording
  const followings = followTruth(tracks, (atMs) => frames[Math.round((atMs / 1000) * fps)])
  return {
    name: nameOf(truth),
    score: {
      tracks: scoreTracks(followings, frames, fps),
      crossings: scoreCrossings(truth, findings),
      visits: scoreVisits(truth, findings),
    },
    recording,
  }
}

async function readStreet(folder: string): Promise<{ truth: Truth; frames: TruthFrame[] }> {
  const files = renderingIn(folder)
  try {
    const truth = await readTruth(files.truth)
    return { truth, frames: truthFrames(readMot(await readFile(files.mot)), truth) }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const advice = `draw a street there: ./scripts/render-street --out ${folder}`
    throw new Error(`evaluate: reading the truth of ${folder}: ${reason}; ${advice}`, { cause })
  }
}

/** Watches the line and the zone of the truth, for all classes. */
export function recordStreet(folder: string, truth: Truth, watching: Watching): Promise<Recording> {
  const { fps, width, newDetector, say, signal } = watching
  const { line, zone } = truth
  const classes = [...objectClasses]
  const rules = [
    createRule({ type: 'line', ...line, classes, minScore: 0, direction: 'both' }),
    createRule({ type: 'zone', ...zone, classes, minScore: 0, report: ['entered'], dwellMs: 0, inertiaMs: 800 }),
  ]
  say(`watching ${folder}`)
  const video = { name: nameOf(truth), file: renderingIn(folder).video, fps, width }
  return record(video, newDetector(), rules, signal)
}

function nameOf({ options: { seed, camera, light, rain } }: Truth): string {
  return [seed, camera, light, ...(rain ? ['rain'] : [])].join(' ')
}

function scoreCrossings({ crossings }: Truth, findings: readonly Finding[]): StreetScore['crossings'] {
  const truths = ofGroups(crossings)
  const founds = crossingsIn(findings)
  const score = (direction: 'in' | 'out') => {
    const goes = (moment: Moment) => moment.direction === direction
    return scoreEvents(truths.filter(goes), founds.filter(goes))
  }
  return { in: score('in'), out: score('out') }
}

function scoreVisits({ visits }: Truth, findings: readonly Finding[]): EventScore {
  const truths = ofGroups(visits.map((visit) => ({ ...visit, atS: visit.enterS })))
  const isLong = ({ dwellS }: { dwellS: number }) => dwellS >= leastVisitS
  const short = truths.filter((visit) => !isLong(visit))
  return scoreEvents(truths.filter(isLong), visitsIn(findings), short)
}

/** Without those that are no objects of their own. */
function ofGroups<T extends { readonly class: ObjectClass; readonly atS: number }>(events: readonly T[]) {
  return events.flatMap((event) => {
    const guess = groupOfTruth(event.class)
    return guess === undefined ? [] : [{ ...event, guess }]
  })
}
