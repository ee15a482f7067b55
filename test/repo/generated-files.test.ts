import { describe, expect, it } from 'vitest'
import { generatedFiles } from '../../scripts/generate/files.ts'
import { read, trackedFiles } from './tracked-files.ts'

const generated = generatedFiles()

describe('generated files', () => {
  it.each(Object.keys(generated))('%s is what its schema says; otherwise: npm run generate', (path) => {
    expect(trackedFiles, `${path} is missing; run: npm run generate`).toContain(path)
    expect(read(path), `${path} is stale; run: npm run generate`).toBe(generated[path])
  })

  it('leave no file behind whose schema is gone', () => {
    const schemas = trackedFiles.filter((path) => path.startsWith('wire/schema/') || path.startsWith('config/'))
    expect(schemas.filter((path) => !(path in generated))).toEqual([])
  })
})
