import type { CameraConfig } from './config.ts'
import { sourceInput } from './source/source-input.ts'

/** Frames a second that must be analysed where people are hidden in clips. */
const leastFps = 1

/** What a camera's recording cannot be, each as `key: why`; `key` is relative to the camera. */
export function recordingProblems({ fps, source, recording, rules, privacy }: CameraConfig): string[] {
  const { enabled, url, minutes, preRollMs, postRollMs, maxClipMs } = recording
  if (!enabled) {
    return rules.flatMap(({ clip }, index) =>
      clip ? [`rules[${index}].clip: nothing is recorded; set recording.enabled: true, or clip: false`] : [],
    )
  }
  const problems: string[] = []
  if (privacy.blur !== 'none' && fps < leastFps) {
    const unseen = `people who come and go between two of ${fps} frames a second would be seen in a clip`
    const advice = `${unseen}; set fps to ${leastFps} or more, privacy.blur: none, or clip: false`
    problems.push(...rules.flatMap(({ clip }, index) => (clip ? [`rules[${index}].clip: ${advice}`] : [])))
  }
  if (!source.realTime) {
    problems.push(
      'recording.enabled: a file that is played with realTime: false has its own time, and is a recording already; set realTime: true, or enabled: false',
    )
  }
  if (maxClipMs <= preRollMs + postRollMs) {
    problems.push(
      `recording.maxClipMs: ${maxClipMs} leaves no room between preRollMs and postRollMs (${preRollMs + postRollMs} together)`,
    )
  }
  if (maxClipMs > minutes * 60_000) {
    problems.push(`recording.maxClipMs: ${maxClipMs} is more than the ${minutes} minutes that are kept`)
  }
  return url === undefined ? problems : [...problems, ...addressProblem({ ...source, url })]
}

function addressProblem(source: CameraConfig['source']): string[] {
  try {
    sourceInput(source)
    return []
  } catch (error) {
    return [`recording.url: ${(error as Error).message}`]
  }
}
