import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with our package.json, whether this runs from source or from `dist/`. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)))

/** Version of the whole product: one package, one number. */
export const productVersion = readVersion()

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('project: no package.json above the program; was a part of it moved away?')
  return findRoot(parent)
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}

/** Paths on the command line are meant from where it was typed (`WATCHPOST_FROM`), not from the project. */
export function givenPath(path: string): string {
  return resolve(process.env.WATCHPOST_FROM ?? process.cwd(), path)
}
