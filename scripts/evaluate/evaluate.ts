import { join } from 'node:path'
import { projectRoot } from '../../runtime/project.ts'
import { defaults, keyOf } from '../street/options.ts'
import { createProgress } from '../street/progress.ts'
import { render } from '../street/render.ts'
import { clipsFolder, missingClips } from './clip-truth.ts'
import { type ClipScore, evaluateClips } from './clips.ts'
import { sumOf } from './counts.ts'
import { type Pace, paceOf } from './pace.ts'
import { type Replay, replay } from './replay.ts'
import { evaluateStreet, type StreetRun, type StreetScore, type Watching } from './street.ts'
import { missingTeacher } from './teacher.ts'

export type EvaluationOptions = {
  readonly model: string
  readonly modelsFolder: string
  readonly watching: Watching
  /** Folders; those of the default seeds when not given, drawn first when they are not there. */
  readonly streets?: readonly string[]
  readonly only?: 'street' | 'clips'
}

export type Evaluation = {
  readonly model: string
  readonly fps: number
  readonly width: number
  readonly streets: readonly { readonly name: string; readonly score: StreetScore; readonly pace: Pace }[]
  /** All streets together; nothing when there were none. */
  readonly allStreets?: StreetScore
  readonly replay?: Replay
  readonly clips?: ClipScore & { readonly pace: Pace }
  /** What was left out, and why. */
  readonly skipped: readonly string[]
}

const defaultSeeds = [3001, 3002, 3003]

/** @throws Error, DetectorError */
export async function evaluate(options: EvaluationOptions): Promise<Evaluation> {
  const { model, watching, only } = options
  const { fps, width } = watching
  const streetPart = only === 'clips' ? { streets: [] } : await evaluateStreets(options)
  const clipPart = only === 'street' ? { skipped: [] } : await evaluateAllClips(options)
  return { model, fps, width, ...streetPart, ...clipPart }
}

async function evaluateStreets({ streets, watching }: EvaluationOptions) {
  const folders = streets ?? (await drawStreets(watching))
  const runs: StreetRun[] = []
  for (const folder of folders) runs.push(await evaluateStreet(folder, watching))
  const [first, ...others] = runs
  const [folder] = folders
  if (first === undefined || folder === undefined) return { streets: [] }
  return {
    streets: runs.map(({ name, score, recording }) => ({ name, score, pace: paceOf([recording]) })),
    allStreets: sumOf(first.score, ...others.map(({ score }) => score)),
    replay: await replay(folder, first, watching),
  }
}

async function drawStreets({ signal, say }: Watching): Promise<string[]> {
  const folders: string[] = []
  for (const seed of defaultSeeds) {
    const street = { ...defaults, seed }
    const folder = join(projectRoot, 'data', 'street', keyOf(street))
    const progress = createProgress(process.stderr)
    say(`street of seed ${seed} in ${folder}`)
    await render(street, folder, { signal, progress: progress.show }).finally(progress.end)
    folders.push(folder)
  }
  return folders
}

async function evaluateAllClips({ modelsFolder, watching }: EvaluationOptions) {
  const noClips = missingClips(clipsFolder)
  if (noClips !== undefined) return { skipped: [`clips: ${noClips}`] }
  const noTeacher = missingTeacher(modelsFolder)
  const { score, recordings } = await evaluateClips(clipsFolder, modelsFolder, noTeacher === undefined, watching)
  return {
    clips: { ...score, pace: paceOf(recordings) },
    skipped: noTeacher === undefined ? [] : [`comparison with a teacher: ${noTeacher}`],
  }
}
