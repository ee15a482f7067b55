import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadManifest } from '../../models/manifest.ts'
import { projectRoot } from '../../runtime/project.ts'
import { words } from './words.ts'

/**
 * Makes sure that a model's weights are there: already, or from a folder, or from the network if that answers quickly.
 * @returns what is wrong, as a sentence, when they are not
 */
export function ensureModel(name: string, folder: string | undefined): string | undefined {
  const file = join(projectRoot, 'models', loadManifest(join(projectRoot, 'models'), name).file)
  if (existsSync(file)) return undefined
  const args = folder === undefined ? ['pull', name, '--quick'] : ['install', folder]
  spawnSync(process.execPath, [join(projectRoot, 'dist', 'models', 'main.js'), ...args], { stdio: 'inherit' })
  if (existsSync(file)) return undefined
  return folder === undefined ? words.noModel(name) : words.noModelInFolder(name, folder)
}
