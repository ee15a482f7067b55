import type { CameraConfig } from './config.ts'
import { sourceInput } from './source/source-input.ts'

/** What a camera's recording cannot be, each as `key: why`; `key` is relative to the camera. */
export function recordingProblems({ source, recording, rules, privacy }: CameraConfig): string[] {
  const { enabled, url, minutes, preRollMs, postRollMs, maxClipMs } = recording
  if (!enabled) {
    return rules.flatMap(({ clip }, index) =>
      clip ? [`rules[${index}].clip: nothing is recorded; set recording.enabled: true, or clip: false`] : [],
    )
  }
  const problems: string[] = []
  if (privacy.blur !== 'none') {
    const shown = 'a clip shows people as they are, which privacy.blur forbids'
    const advice = `${shown}; set privacy.blur: none for this camera, or clip: false`
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
