import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadManifest } from '../../models/manifest.ts'
import { projectRoot } from '../../runtime/project.ts'
import { words } from './words.ts'

/** What `start` detects with when nobody says otherwise. */
const usualModel = 'yolox-nano-416'
/** Needs no weights: whatever moves. */
export const motionModel = 'motion'

/**
 * The model to run: the one that was asked for, else the usual one, else, where that is not to be had, motion alone.
 * @param folder where weights may be, as on a USB stick
 * @returns its name, or the sentence that says what is wrong
 */
export function chooseModel(asked: string | undefined, folder: string | undefined): { model: string } | string {
  if (asked === motionModel) return { model: motionModel }
  const problem = ensureModel(asked ?? usualModel, folder)
  if (problem === undefined) return { model: asked ?? usualModel }
  if (asked !== undefined || folder !== undefined) return problem
  console.log(words.motionOnly(usualModel))
  return { model: motionModel }
}

/**
 * Makes sure that a model's weights are there: already, or from a folder, or from the network if that answers quickly.
 * @returns what is wrong, as a sentence, when they are not
 */
function ensureModel(name: string, folder: string | undefined): string | undefined {
  const file = join(projectRoot, 'models', loadManifest(join(projectRoot, 'models'), name).file)
  if (existsSync(file)) return undefined
  const args = folder === undefined ? ['pull', name, '--quick'] : ['install', folder]
  spawnSync(process.execPath, [join(projectRoot, 'dist', 'models', 'main.js'), ...args], { stdio: 'inherit' })
  if (existsSync(file)) return undefined
  return folder === undefined ? words.noModel(name) : words.noModelInFolder(name, folder)
}
