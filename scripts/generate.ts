/** Writes the files that are generated from schemas and committed; `npm run generate`. A test holds them fresh. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot } from '../runtime/project.ts'
import { generatedFiles } from './generate/files.ts'

for (const [path, text] of Object.entries(generatedFiles())) {
  const file = join(projectRoot, path)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(path)
}
