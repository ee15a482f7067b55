import { clocks } from './clock.ts'
import { compilePrograms } from './compile.ts'
import { agentDiskFull, collectorDiskFull } from './disk.ts'
import { killsEmbedded, killsMosquitto } from './kills.ts'
import { backlog, cuts, delay, halfOpen, loss } from './link.ts'
import { redelivery } from './redelivery.ts'
import { emptyBroker, oldBackup } from './replaced.ts'
import type { Outcome, Scale, Scenario } from './scenario.ts'
import { damagedOutbox, tornWrites } from './torn.ts'
import { twins } from './twins.ts'

const scenarios: readonly Scenario[] = [
  ...[killsEmbedded, killsMosquitto, redelivery],
  ...[cuts, backlog, loss, delay, halfOpen],
  ...[agentDiskFull, collectorDiskFull, tornWrites, damagedOutbox],
  ...[clocks, emptyBroker, oldBackup, twins],
]

export type SuiteOptions = {
  readonly seed: number
  /** The size of everything else goes with it. */
  readonly kills: number
  readonly only: readonly string[] | undefined
  readonly progress: (text: string) => void
}

export type SuiteResult = { readonly table: string; readonly isGood: boolean }

type Line = { readonly scenario: Scenario; readonly outcome: Outcome | string; readonly seconds: number }

/** Why a fault cannot be made on this machine. @throws Error naming a fault that there is none of */
export function whyImpossible(name: string): string | undefined {
  return find(name).impossible?.()
}

/**
 * Runs the faults one after the other.
 * @throws Error naming a fault that there is none of
 */
export async function runSuite({ seed, kills, only, progress }: SuiteOptions): Promise<SuiteResult> {
  const chosen = only?.map(find) ?? scenarios
  compilePrograms()
  const scale = { kills, redeliveries: kills * 1_000, backlog: kills * 20 }
  const lines: Line[] = []
  for (const scenario of chosen) {
    const startedAt = performance.now()
    const tell = (text: string): void => progress(`${scenario.name}: ${text}`)
    const outcome = scenario.impossible?.() ?? (await runOne(scenario, seed, scale, tell))
    const line = { scenario, outcome, seconds: Math.round((performance.now() - startedAt) / 1_000) }
    lines.push(line)
    tell(typeof outcome === 'string' ? `skipped: ${outcome}` : rowOf(line))
  }
  const repeat = `./scripts/faults --seed ${seed} --kills ${kills}${only === undefined ? '' : ` --only ${only.join(' ')}`}`
  const table = [header, ...lines.map(rowOf), '', `The same again: \`${repeat}\``].join('\n')
  return { table, isGood: lines.every(({ outcome }) => typeof outcome === 'string' || isGood(outcome)) }
}

function find(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name)
  if (found !== undefined) return found
  throw new Error(`faults: there is no "${name}"; there are ${scenarios.map((scenario) => scenario.name).join(', ')}`)
}

async function runOne(
  scenario: Scenario,
  seed: number,
  scale: Scale,
  progress: (text: string) => void,
): Promise<Outcome> {
  try {
    return await scenario.run(seed, scale, progress)
  } catch (error) {
    progress((error as Error).message)
    return { ...nothing, complaints: [(error as Error).message], done: '' }
  }
}

const nothing = {
  ...{ committed: 0, stored: 0, redelivered: 0, missing: 0, doubled: 0, disordered: 0, undeclared: 0, declared: 0 },
}

export function isGood({ missing, doubled, disordered, undeclared, complaints }: Outcome): boolean {
  return missing + doubled + disordered + undeclared === 0 && complaints.length === 0
}

const header = `| fault | done | committed | stored | came again | missing | doubled | out of order | undeclared | declared | s |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|`

function rowOf({ scenario: { name, fault }, outcome, seconds }: Line): string {
  const what = `${fault} (\`${name}\`)`
  if (typeof outcome === 'string') return `| ${what} | skipped: ${outcome} | | | | | | | | | |`
  const { committed, stored, redelivered, missing, doubled, disordered, undeclared, declared } = outcome
  const figures = [committed, stored, redelivered, missing, doubled, disordered, undeclared, declared, seconds]
  const wrong = outcome.complaints.map((complaint) => `**${complaint.replaceAll(/\s+/g, ' ').slice(0, 300)}**`)
  const done = [outcome.done, ...wrong].filter((text) => text !== '').join('; ')
  return `| ${what} | ${done} | ${figures.map((figure) => figure.toLocaleString('en')).join(' | ')} |`
}
