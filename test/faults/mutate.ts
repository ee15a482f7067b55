/** Changed payloads, topics, requests and files: tests of the unit suite, which send some hundreds, here many. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../runtime/project.ts'
import { type MutationReport, readMutationReports } from './mutation-report.ts'

/** What is changed, the file of its test, and which of the tests in it. */
const targets = {
  messages: ['test/collector/ingest/hostile.test.ts', 'changed payloads and topics'],
  http: ['test/collector/api/hostile.test.ts', 'changed requests'],
  configs: ['test/config/hostile.test.ts', 'of the config of'],
  manifests: ['test/config/hostile.test.ts', 'of a model load'],
  weights: ['test/config/hostile.test.ts', 'of weights'],
} as const satisfies Readonly<Record<string, readonly [file: string, title: string]>>

export const mutationTargets = Object.keys(targets) as (keyof typeof targets)[]

export type MutateOptions = {
  readonly seed: number
  readonly count: number
  readonly only: readonly string[] | undefined
  readonly progress: (text: string) => void
}

/** @throws Error naming a target that there is none of */
export async function mutate({ seed, count, only, progress }: MutateOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-mutate-'))
  const rows: string[] = []
  let isGood = true
  try {
    for (const name of chosen(only)) {
      progress(`${name}: ${count} of each`)
      const report = join(folder, name)
      const startedAt = performance.now()
      const passed = await runTest(targets[name], { seed, count, report })
      const seconds = Math.round((performance.now() - startedAt) / 1_000)
      isGood &&= passed
      rows.push(...readMutationReports(report).map((line) => rowOf(line, seconds)))
      if (!passed) rows.push(`| ${name} | **failed: what its test says stands above** | | ${seconds} |`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const repeat = `./scripts/faults mutate --seed ${seed} --count ${count}${only === undefined ? '' : ` --only ${only.join(' ')}`}`
  const header = ['| changed | answered | seed | s |', '| --- | --- | --: | --: |']
  return { table: [...header, ...rows, '', `The same again: \`${repeat}\``].join('\n'), isGood }
}

function chosen(only: readonly string[] | undefined): (keyof typeof targets)[] {
  const unknown = only?.find((name) => !(name in targets))
  if (unknown !== undefined) {
    throw new Error(`faults: there is no "${unknown}" to change; there are ${mutationTargets.join(', ')}`)
  }
  return mutationTargets.filter((name) => only?.includes(name) ?? true)
}

type Run = { readonly seed: number; readonly count: number; readonly report: string }

async function runTest([file, title]: readonly [string, string], { seed, count, report }: Run): Promise<boolean> {
  const args = ['--no-install', 'vitest', 'run', '--project', 'unit', file, '--testNamePattern', title]
  const env = { WATCHPOST_MUTATIONS: String(count), WATCHPOST_SEED: String(seed), WATCHPOST_REPORT: report }
  const child = spawn('npx', args, {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', process.stderr, process.stderr],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}

function rowOf({ what, seed, count, outcomes }: MutationReport, seconds: number): string {
  const answers = Object.entries(outcomes).map(([answer, times]) => `${answer} ${times.toLocaleString('en')}`)
  return `| ${count.toLocaleString('en')} ${what} | ${answers.join(', ')} | ${seed} | ${seconds} |`
}
