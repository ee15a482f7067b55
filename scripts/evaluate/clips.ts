import { join } from 'node:path'
import { createRule } from '../../agent/rules/create-rule.ts'
import type { Rule } from '../../agent/rules/finding.ts'
import { objectClasses } from '../../wire/event.ts'
import { type ClipTruth, clipNames, readClipTruth } from './clip-truth.ts'
import { crossingsIn, entriesIn } from './moments.ts'
import { type Recording, record } from './record.ts'
import type { Watching } from './street.ts'
import { askTeacher, teacherModel } from './teacher.ts'
import { scoreAgainstTeacher, type TeacherScore } from './teacher-score.ts'
import { scoreTraffic, type TrafficScore } from './traffic-score.ts'
import { scoreVisits, type VisitScore } from './visit-score.ts'
import type { Video } from './watch.ts'

export type ClipScore = {
  readonly visits: VisitScore
  readonly traffic: TrafficScore
  /** Events in an empty room. */
  readonly empty: { readonly sure: number; readonly unsure: number }
  /** Of each clip; nothing without a teacher. */
  readonly teacher?: Readonly<Record<keyof typeof clipNames, TeacherScore>>
}

export type ClipRun = { readonly score: ClipScore; readonly recordings: readonly Recording[] }

const wholePicture = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const

/** @param hasTeacher whether a larger model says what tracks are @throws Error, DetectorError */
export async function evaluateClips(
  folder: string,
  modelsFolder: string,
  hasTeacher: boolean,
  watching: Watching,
): Promise<ClipRun> {
  const truth = await readClipTruth(folder)
  const { fps, width, newDetector, say, signal } = watching
  const videoOf = (name: string): Video => ({ name, file: join(folder, name), fps, width })
  const watchClip = (name: string, rules: readonly Rule[]) => {
    say(`watching ${name}`)
    return record(videoOf(name), newDetector(), rules, signal)
  }
  const compare = async (name: string, { tracks }: Recording) => {
    say(`asking ${teacherModel} about ${name}`)
    const seen = await askTeacher(videoOf(name), modelsFolder, signal)
    return scoreAgainstTeacher(tracks, (atMs) => seen[atMs] ?? [])
  }
  const visits = await watchClip(clipNames.visits, presenceRules())
  const traffic = await watchClip(clipNames.traffic, [trafficLine(truth[clipNames.traffic])])
  const empty = await watchClip(clipNames.empty, presenceRules())
  const score = {
    visits: scorePresence(truth[clipNames.visits], visits),
    traffic: scoreCrossings(truth[clipNames.traffic], traffic),
    empty: scoreEmptiness(empty),
  }
  const recordings = [visits, traffic, empty]
  if (!hasTeacher) return { score, recordings }
  const teacher = {
    visits: await compare(clipNames.visits, visits),
    traffic: await compare(clipNames.traffic, traffic),
    empty: await compare(clipNames.empty, empty),
  }
  return { score: { ...score, teacher }, recordings }
}

/** A rule for each kind of class, so that a track that becomes sure late is reported then. */
function presenceRules(): Rule[] {
  const kinds = { people: ['Human'], vehicles: ['Vehicle', 'Bicycle'] }
  const sure = Object.values(kinds).flat()
  const rest = objectClasses.filter((name) => !sure.includes(name))
  return Object.entries({ ...kinds, rest }).map(([name, classes]) =>
    createRule({
      ...{ type: 'zone', name, points: wholePicture, classes, minScore: 0 },
      ...{ report: ['entered'], dwellMs: 0, inertiaMs: 800 },
    }),
  )
}

function scorePresence(
  { present_s, tolerance_s }: ClipTruth[typeof clipNames.visits],
  { findings }: Recording,
): VisitScore {
  return scoreVisits(present_s, tolerance_s, entriesIn(findings), 'Human')
}

/** In the first second somebody leaves the room. */
function scoreEmptiness({ findings }: Recording): ClipScore['empty'] {
  const later = entriesIn(findings).filter(({ atS }) => atS > 1)
  const unsure = later.filter(({ guess }) => guess === 'Unsure').length
  return { sure: later.length - unsure, unsure }
}

type TrafficTruth = ClipTruth[typeof clipNames.traffic]

/** From left to right, so that down the picture is `in`. */
function trafficLine({ line, size: [width, height] }: TrafficTruth): Rule {
  const points = line.map(([x, y]) => [x / width, y / height] as const)
  return createRule({ type: 'line', name: 'road', points, classes: [...objectClasses], minScore: 0, direction: 'both' })
}

/** People marked frames, as exactly as they could; at five frames a second a crossing may be seen that much later. */
function scoreCrossings(truth: TrafficTruth, { findings }: Recording): TrafficScore {
  const { fps, crossing_frames_bottom_edge, tolerance_frames } = truth
  const truthsS = crossing_frames_bottom_edge.map((frame) => frame / fps)
  return scoreTraffic(truthsS, crossingsIn(findings), tolerance_frames / fps + 0.5)
}
