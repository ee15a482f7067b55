import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { projectRoot } from '../../runtime/project.ts'

const folder = join(projectRoot, 'dist', 'test')

/** The programs of this suite, beside the built product that they import: what starts a thousand times must start quickly. */
export const programs = {
  agent: join(folder, 'faults', 'agent-program.js'),
  sabotage: join(folder, 'faults', 'sabotage.cjs'),
  collectGarbage: join(folder, 'soak', 'collect-garbage.cjs'),
  collector: join(projectRoot, 'dist', 'collector', 'main.js'),
}

const modules = [
  'faults/agent-program',
  'faults/ledger',
  'faults/telling',
  'faults/filming',
  'simulation/chance',
  'agent/track/random',
]

const preloaded = ['faults/sabotage', 'soak/collect-garbage']

let areCompiled = false

/** Once: faults that run beside each other must not write what another one starts. */
export function compilePrograms(): void {
  if (areCompiled) return
  areCompiled = true
  for (const name of modules) transpile(name, `${name}.js`, ts.ModuleKind.ESNext)
  for (const name of preloaded) transpile(name, `${name}.cjs`, ts.ModuleKind.CommonJS)
}

function transpile(name: string, output: string, module: ts.ModuleKind): void {
  const source = readFileSync(join(projectRoot, 'test', `${name}.ts`), 'utf8')
  const target = ts.ScriptTarget.ES2023
  const compilerOptions = { module, target, esModuleInterop: true, rewriteRelativeImportExtensions: true }
  const file = join(folder, output)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, ts.transpileModule(source, { compilerOptions }).outputText)
}
