/** Real weights, clips and stills for tests; not part of the project. Where the folder is absent, tests that need it skip. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { projectRoot } from '../runtime/project.ts'

const folder = resolve(projectRoot, process.env.WATCHPOST_SHARED ?? '../shared')

/** Whether the material is there; prints why tests are skipped when it is not. */
export const hasShared = existsSync(join(folder, 'clips'))

if (!hasShared) console.warn(`skipped: no test material at ${folder}; set WATCHPOST_SHARED to the folder that has it`)

/** The path of a file of the test material, e.g. `shared('clips', 'x.mp4')`. */
export function shared(...parts: string[]): string {
  return join(folder, ...parts)
}
