/** A segment: a few seconds of the stream of a camera, beginning with a key frame, in a file that says in its name when. */
import { createTransportParser, packetBytes } from './transport-stream.ts'

export type Segment = {
  readonly file: string
  /** Epoch milliseconds at which its stream was opened: segments of one run share one time line without a gap. */
  readonly run: number
  /** Epoch milliseconds of its first picture. */
  readonly at: number
  /** Epoch milliseconds at which the next segment begins. */
  readonly endAt: number
  readonly bytes: number
}

const finishedPattern = /^(\d{1,16})-(\d{1,16})-(\d{1,9})\.ts$/
const growingPattern = /^(\d{1,16})-(\d{1,16})\.ts\.part$/

export function finishedName(run: number, at: number, endAt: number): string {
  return `${run}-${at}-${Math.max(0, endAt - at)}.ts`
}

export function growingName(run: number, at: number): string {
  return `${run}-${at}.ts.part`
}

/** What a name says; undefined for names that are not ours. */
export function parseFinished(name: string): Pick<Segment, 'run' | 'at' | 'endAt'> | undefined {
  const [, run, at, durationMs] = (finishedPattern.exec(name) ?? []).map(Number)
  if (run === undefined || at === undefined || durationMs === undefined) return undefined
  return { run, at, endAt: at + durationMs }
}

/** The same of a segment that was being written. */
export function parseGrowing(name: string): Pick<Segment, 'run' | 'at'> | undefined {
  const [, run, at] = (growingPattern.exec(name) ?? []).map(Number)
  return run === undefined || at === undefined ? undefined : { run, at }
}

/**
 * How much of what a crash left behind is whole.
 * @returns how long it plays and how many bytes that is; undefined when there is no picture in it
 */
export function salvage(content: Buffer): { durationMs: number; bytes: number } | undefined {
  const bytes = content.length - (content.length % packetBytes)
  try {
    const starts = createTransportParser()
      .push(content.subarray(0, bytes))
      .flatMap(({ start }) => start ?? [])
    const [first] = starts
    const last = starts.at(-1)
    if (first === undefined || last === undefined || !first.isKey) return undefined
    return { durationMs: Math.round(last.dtsMs - first.dtsMs), bytes }
  } catch {
    // A power cut may leave zeros where bytes should be.
    return undefined
  }
}
