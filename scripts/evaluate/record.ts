import type { Box } from '../../agent/detect/detection.ts'
import type { Detector } from '../../agent/detect/detector.ts'
import type { Finding, Rule } from '../../agent/rules/finding.ts'
import type { Scene, Track } from '../../agent/track/scene.ts'
import { type Guess, guessOf } from './group.ts'
import { startAt, type Video, watch } from './watch.ts'

/** A track as it was reported, with what the detector took it for in the end. */
export type RecordedTrack = {
  readonly id: number
  readonly guess: Guess
  /** Where it was in the frames that really showed it. */
  readonly seen: readonly SeenBox[]
}

export type SeenBox = { readonly atMs: number; readonly box: Box }

/** What the agent makes of a video; times are milliseconds from its beginning. */
export type Recording = {
  readonly tracks: readonly RecordedTrack[]
  readonly findings: readonly Finding[]
  /** Of each frame. */
  readonly detectMs: readonly number[]
  /** Of this process, all threads, for the whole video; decoding is another process. */
  readonly cpuMs: number
}

export async function record(
  video: Video,
  detector: Detector,
  rules: readonly Rule[],
  signal: AbortSignal,
): Promise<Recording> {
  const tracks = new Map<number, { guess: Guess; seen: SeenBox[] }>()
  const findings: Finding[] = []
  const detectMs: number[] = []
  const before = process.cpuUsage()
  for await (const watched of watch(video, detector, signal)) {
    const { scene } = watched
    for (const track of [...scene.tracks, ...scene.ended]) note(tracks, track, scene)
    findings.push(...rules.flatMap((rule) => rule.evaluate(scene)))
    if (watched.detectMs !== undefined) detectMs.push(watched.detectMs)
  }
  const { user, system } = process.cpuUsage(before)
  return {
    tracks: [...tracks].map(([id, track]) => ({ id, ...track })),
    findings: findings.map((finding) => ({ ...finding, at: finding.at - startAt })),
    detectMs,
    cpuMs: (user + system) / 1000,
  }
}

function note(tracks: Map<number, { guess: Guess; seen: SeenBox[] }>, track: Track, { at, ended }: Scene): void {
  const noted = tracks.get(track.id) ?? { guess: 'Unsure', seen: [] }
  tracks.set(track.id, noted)
  noted.guess = guessOf(track)
  // What ends with this frame was not seen in it.
  if (track.seenAt === at && !ended.includes(track)) noted.seen.push({ atMs: at - startAt, box: track.box })
}
