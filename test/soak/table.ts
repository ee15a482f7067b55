import { fitLine } from './slope.ts'
import { type Part, parts, type Sample } from './soak.ts'

/** More is a leak. */
export const maxSlope = 1
const rowMinutes = 5
/** A line through fewer says nothing. */
const minSamples = 10

const names: Readonly<Record<Part, string>> = {
  agent: 'agent (Node)',
  ffmpeg: 'its ffmpeg',
  collector: 'collector',
}

export type SoakResult = { readonly table: string; readonly isGood: boolean }

/** @param warmUpMinutes what is before is shown and not judged */
export function soakResult(samples: readonly Sample[], warmUpMinutes: number): SoakResult {
  const judged = samples.filter(({ minutes }) => minutes >= warmUpMinutes)
  const lines = parts.map((part) => ({ part, ...slopeOf(judged, part) }))
  const header = ['minutes', ...parts.map((part) => `${names[part]}, MB`), 'events stored']
  const slopes = lines.map(({ slope, uncertainty }) =>
    judged.length < minSamples ? 'too few' : `**${slope.toFixed(2)} ± ${uncertainty.toFixed(2)}**`,
  )
  const rows = [
    row(header),
    row(header.map(() => '--:')),
    ...every(samples, rowMinutes).map(rowOf),
    row([`MB/h from minute ${warmUpMinutes} on, ${judged.length} samples`, ...slopes, '']),
  ]
  // ffmpeg is not ours to mend, and each connection has a new one.
  const isGood = judged.length >= minSamples && lines.every(({ part, slope }) => part === 'ffmpeg' || slope < maxSlope)
  return { table: rows.join('\n'), isGood }
}

function slopeOf(samples: readonly Sample[], part: Part) {
  return fitLine(samples.map(({ minutes, bytes }) => ({ x: minutes / 60, y: bytes[part] / 1e6 })))
}

/** The first sample of each so many minutes, and the last. */
function every(samples: readonly Sample[], minutes: number): Sample[] {
  const stretch = (sample: Sample) => Math.floor(sample.minutes / minutes)
  return samples.filter((sample, index) => {
    const before = samples[index - 1]
    return before === undefined || stretch(before) !== stretch(sample) || index === samples.length - 1
  })
}

function rowOf({ minutes, bytes, events }: Sample): string {
  const megabytes = parts.map((part) => (bytes[part] / 1e6).toFixed(1))
  return row([minutes.toFixed(1), ...megabytes, events.toLocaleString('en')])
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
