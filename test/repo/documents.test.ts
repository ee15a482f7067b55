import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../runtime/project.ts'
import { isIgnored, read, trackedFiles } from './tracked-files.ts'

const documents = trackedFiles.filter((path) => path.endsWith('.md'))
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
const folders = new Set(trackedFiles.filter((path) => path.includes('/')).map((path) => path.split('/')[0] ?? ''))

describe('documents', () => {
  it('begin with a README', () => {
    expect(documents).toContain('README.md')
  })

  it.each(documents)('%s names only npm scripts that exist', (document) => {
    const named = [...read(document).matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(([, script = '']) => script)
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([])
  })

  it.each(documents)('%s links only to files that exist', (document) => {
    const links = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    const files = links.filter((link) => !/^[a-z]+:/.test(link) && !link.startsWith('#'))
    const missing = files.filter((link) => !isThere(join(dirname(document), link.replace(/#.*$/, ''))))
    expect(missing).toEqual([])
  })

  it.each(documents)('%s names only files of the project that exist', (document) => {
    const code = [...read(document).matchAll(/`([^`\n]+)`/g)].flatMap(([, text = '']) => text.split(/\s+/))
    const paths = code
      .map((word) => word.replace(/^\.\//, '').replace(/[,;:]$/, ''))
      .filter((word) => /^[\w.-]+\/[\w./-]*$/.test(word) && folders.has(word.split('/')[0] ?? ''))
    expect(paths.filter((path) => !isThere(path) && !isIgnored(path))).toEqual([])
  })
})

/** A name may stand without its extension: `agent/camera`. */
function isThere(path: string): boolean {
  const file = join(projectRoot, normalize(path))
  if (existsSync(file)) return true
  const folder = dirname(file)
  return existsSync(folder) && readdirSync(folder).some((name) => join(folder, name).startsWith(`${file}.`))
}
