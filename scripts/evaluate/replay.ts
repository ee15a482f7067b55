import { readTruth, renderingIn } from '../street/render.ts'
import { recordStreet, type StreetRun, type Watching } from './street.ts'

export type Replay = { readonly street: string; readonly findings: number; readonly isSame: boolean }

/** Whether a street that was watched gives the same findings, byte for byte, when it is watched again. */
export async function replay(folder: string, { name, recording }: StreetRun, watching: Watching): Promise<Replay> {
  const truth = await readTruth(renderingIn(folder).truth)
  const again = await recordStreet(folder, truth, watching)
  return {
    street: name,
    findings: recording.findings.length,
    isSame: JSON.stringify(recording.findings) === JSON.stringify(again.findings),
  }
}
