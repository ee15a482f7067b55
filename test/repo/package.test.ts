import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../runtime/project.ts'
import { read, trackedFiles } from './tracked-files.ts'

type Manifest = {
  license: string
  scripts: Record<string, string>
  allowScripts: Record<string, boolean>
}
type LockFile = { packages: Record<string, { resolved?: string; hasInstallScript?: boolean }> }

const manifest = JSON.parse(read('package.json')) as Manifest
const lockFile = JSON.parse(read('package-lock.json')) as LockFile

/** Of https://www.apache.org/licenses/LICENSE-2.0.txt, byte for byte. */
const apacheLicence = 'cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30'

describe('the package', () => {
  it('is under the Apache License 2.0, whose whole text is there', () => {
    expect(manifest.license).toBe('Apache-2.0')
    expect(createHash('sha256').update(read('LICENSE')).digest('hex')).toBe(apacheLicence)
  })

  it('decides about every dependency that wants to run something when it is installed', () => {
    const wanting = Object.entries(lockFile.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
    expect(wanting).toContain('onnxruntime-node')
    expect([...new Set(wanting)].filter((name) => manifest.allowScripts[name] === undefined)).toEqual([])
  })

  it('never lets onnxruntime-node download CUDA libraries', () => {
    expect(manifest.allowScripts['onnxruntime-node']).toBe(false)
  })

  it('is locked without the address of anybody’s registry', () => {
    const resolved = Object.values(lockFile.packages).flatMap((entry) => entry.resolved ?? [])
    expect(resolved.filter((url) => new URL(url).host !== 'registry.npmjs.org')).toEqual([])
  })

  it('has a file behind every npm script that names one', () => {
    const named = Object.entries(manifest.scripts).flatMap(([script, command]) =>
      command
        .split(' ')
        .filter((word) => /\.(ts|js|cjs|json)$/.test(word))
        .map((path) => ({ script, path: toSource(path) })),
    )
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(({ path }) => !existsSync(join(projectRoot, path)))).toEqual([])
  })

  it.each(['scripts/start', 'scripts/test'])('%s is there and can be executed', (path) => {
    expect(trackedFiles).toContain(path)
    expect(isExecutable(path)).toBe(true)
  })

  it('can execute every script that says by what', () => {
    const scripts = trackedFiles.filter((path) => path.startsWith('scripts/') && read(path).startsWith('#!'))
    expect(scripts.filter((path) => !isExecutable(path))).toEqual([])
  })
})

/** What `dist/` is built from is what must exist. */
function toSource(path: string): string {
  return path.startsWith('dist/') ? path.replace('dist/', '').replace(/\.js$/, '.ts') : path
}

function isExecutable(path: string): boolean {
  return (statSync(join(projectRoot, path)).mode & 0o111) === 0o111
}
