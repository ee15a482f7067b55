import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { projectRoot } from './project.ts'

/**
 * Starts a worker thread from a module beside the caller, whether the program runs built (`.js`) or from source (`.ts`).
 * @param caller `import.meta.url` of the caller
 * @param name file name without extension
 */
export function startWorker(caller: string, name: string, options: WorkerOptions): Worker {
  const file = caller.endsWith('.ts')
    ? compiled(fileURLToPath(new URL(`./${name}.ts`, caller)))
    : new URL(`./${name}.js`, caller)
  return new Worker(file, { ...options, execArgv: [] })
}

/** Inside the packages' folder, so that what it imports of them is found. */
const cacheFolder = join(projectRoot, 'node_modules', '.cache', 'watchpost')
const compiledFiles = new Map<string, string>()

/** All but TypeBox, whose hundreds of small files take a second to load. */
function packagesApart(): string[] {
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { dependencies: object }
  return Object.keys(manifest.dependencies).filter((name) => name !== 'typebox')
}

/**
 * A loader would have to be registered in each thread anew, which takes two seconds; one file takes a tenth of that, once.
 * @returns the file of a module with all that it imports of ours
 */
function compiled(source: string): string {
  const known = compiledFiles.get(source)
  if (known !== undefined) return known
  // There for those who work on this; a built program neither needs nor has it.
  const esbuild = createRequire(import.meta.url).resolve('esbuild/bin/esbuild')
  const apart = packagesApart().map((name) => `--external:${name}`)
  const bytes = execFileSync(esbuild, [source, '--bundle', '--platform=node', '--format=esm', ...apart], {
    maxBuffer: 64 * 1024 * 1024,
  })
  const file = join(cacheFolder, `${createHash('sha256').update(bytes).digest('hex')}.mjs`)
  if (!existsSync(file)) {
    mkdirSync(cacheFolder, { recursive: true })
    // Another process may be doing the same.
    const part = `${file}.${process.pid}.part`
    writeFileSync(part, bytes)
    renameSync(part, file)
  }
  compiledFiles.set(source, file)
  return file
}
