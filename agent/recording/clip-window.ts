/** Which part of what was recorded becomes the clip of an event. */
import { readFile } from 'node:fs/promises'
import type { Segment } from './segment.ts'
import { createTransportParser, type VideoCodec } from './transport-stream.ts'

export type Rolls = {
  readonly preRollMs: number
  readonly postRollMs: number
  /** The longest clip, rolls included. */
  readonly maxClipMs: number
}

/** The stream that is being recorded now, when there is one. */
export type Live = { readonly run: number; readonly recordedTo: number }

export type Moment = { readonly startAt: number; readonly endAt?: number }

export type ClipWindow = { readonly segments: readonly Segment[]; readonly from: number; readonly to: number }

/** `wait`: more of it will be recorded; `absent`: nothing of it was. */
export type ClipPlan = ClipWindow | 'wait' | 'absent'

/** What was not recorded this long after it happened will not be any more. */
const patienceMs = 30_000
/** Two streams of one camera do not tell quite the same time, and a crash leaves out the last pictures. */
export const toleranceMs = 500

/**
 * Whether an event can be cut now, and from what. A clip is of one run: what a lost source, or a crash, cut off is not in it.
 * @param segments of one camera, oldest first
 */
export function planClip(
  { startAt, endAt }: Moment,
  segments: readonly Segment[],
  live: Live | undefined,
  { preRollMs, postRollMs, maxClipMs }: Rolls,
  now: number,
): ClipPlan {
  const from = startAt - preRollMs
  const to = Math.min(endAt === undefined ? Number.POSITIVE_INFINITY : endAt + postRollMs, from + maxClipMs)
  const within = segments.filter((segment) => segment.endAt > from && segment.at < to)
  const isLate = now > to + patienceMs
  const run = within.find((s) => s.at <= startAt + toleranceMs && s.endAt >= startAt - toleranceMs)?.run
  if (run === undefined && now < startAt + patienceMs) return 'wait'
  if (run !== undefined && run === live?.run && live.recordedTo < to && !isLate) return 'wait'
  const nearest = run ?? (within.findLast(({ at }) => at <= startAt) ?? within[0])?.run
  if (nearest === undefined) return 'absent'
  return { segments: within.filter((segment) => segment.run === nearest), from, to }
}

/** The window that shows an event and what else it can of those that overlap it, as long as it plays no longer than that. */
export function shareWindow(window: ClipWindow, others: readonly ClipWindow[], longestMs: number): ClipWindow {
  return others.reduce((shared, other) => {
    const [from, to] = [Math.min(shared.from, other.from), Math.max(shared.to, other.to)]
    const isApart = other.from > shared.to || other.to < shared.from || to - from > longestMs
    if (isApart || other.segments[0]?.run !== shared.segments[0]?.run) return shared
    const segments = [...new Set([...shared.segments, ...other.segments])].sort((a, b) => a.at - b.at)
    return { segments, from, to }
  }, window)
}

/** What the packets of a window turned out to be. */
export type Footage = {
  /** Epoch milliseconds of the first picture, and of the last. */
  at: number
  lastAt: number
  /** Milliseconds from picture to picture, as most are. */
  frameMs: number
  codec: VideoCodec
}

/** What nothing else is known of. */
const usualFrameMs = 40

/**
 * The packets of a window as one transport stream, from the last key frame that is not after its beginning.
 * @param footage is filled as they are read
 */
export async function* readWindow(
  { segments, from, to }: ClipWindow,
  footage: Partial<Footage>,
): AsyncGenerator<Buffer, void, undefined> {
  for (const segment of segments) {
    const parser = createTransportParser()
    const pieces = parser.push(await readFile(segment.file))
    const timed = pieces.filter(({ start }) => start !== undefined)
    const firstPtsMs = timed[0]?.start?.ptsMs
    if (firstPtsMs === undefined) continue
    footage.frameMs ??= usualStep(timed.map(({ start }) => start?.dtsMs ?? 0))
    const timeOf = (ms: number): number => segment.at + ms - firstPtsMs
    const begin =
      footage.at === undefined
        ? pieces.findLastIndex(({ start }) => start?.isKey === true && timeOf(start.ptsMs) <= from)
        : 0
    const end = pieces.findIndex(({ start }) => start !== undefined && timeOf(start.dtsMs) > to)
    const chosen = pieces.slice(Math.max(0, begin), end === -1 ? undefined : end)
    for (const { start } of chosen) {
      if (start === undefined) continue
      const at = Math.round(timeOf(start.ptsMs))
      footage.at ??= at
      footage.lastAt = Math.max(footage.lastAt ?? at, at)
    }
    footage.codec = parser.codec()
    yield Buffer.concat([parser.tables(), ...chosen.map(({ bytes }) => bytes)])
  }
}

function usualStep(times: readonly number[]): number {
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? time))
  const middle = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)]
  return middle === undefined || middle <= 0 ? usualFrameMs : middle
}
