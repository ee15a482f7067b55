/** What changed input came to, from the test that sends it to whoever asked for more of it than a test run does. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'

export type MutationReport = {
  readonly what: string
  readonly seed: number
  readonly count: number
  /** How many were answered how. */
  readonly outcomes: Readonly<Record<string, number>>
}

const { WATCHPOST_REPORT: file } = process.env

export function reportMutations(report: MutationReport): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(report)}\n`)
}

export function readMutationReports(path: string): MutationReport[] {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as MutationReport]))
}
