import { cameras } from './cameras.ts'
import { compilePrograms } from './compile.ts'
import { deliveries } from './deliveries.ts'
import type { Line, Row, Scale, Table } from './line.ts'

const tables: readonly Table[] = [deliveries, cameras]
const lines = tables.flatMap((table) => table.lines)

export type SuiteOptions = {
  readonly seed: number
  /** The size of everything else goes with it. */
  readonly kills: number
  readonly only: readonly string[] | undefined
  readonly progress: (text: string) => void
}

export type SuiteResult = { readonly table: string; readonly isGood: boolean }

type Done = { readonly line: Line; readonly row: Row | string; readonly seconds: number }

/** Why a fault cannot be made on this machine. @throws Error naming a fault that there is none of */
export function whyImpossible(name: string): string | undefined {
  return find(name).impossible?.()
}

/**
 * Runs the faults one after the other.
 * @throws Error naming a fault that there is none of
 */
export async function runSuite({ seed, kills, only, progress }: SuiteOptions): Promise<SuiteResult> {
  const chosen = only?.map(find) ?? lines
  compilePrograms()
  const scale = { kills, redeliveries: kills * 1_000, backlog: kills * 20 }
  const done: Done[] = []
  for (const line of chosen) {
    const startedAt = performance.now()
    const tell = (text: string): void => progress(`${line.name}: ${text}`)
    const row = line.impossible?.() ?? (await runOne(line, seed, scale, tell))
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    done.push({ line, row, seconds })
    tell(rowText({ line, row, seconds }))
  }
  const repeat = `./scripts/faults --seed ${seed} --kills ${kills}${only === undefined ? '' : ` --only ${only.join(' ')}`}`
  const shown = tables.flatMap((table) => tableText(table, done))
  const isGood = done.every(({ row }) => typeof row === 'string' || (row.isGood && row.complaints.length === 0))
  return { table: [...shown, `The same again: \`${repeat}\``].join('\n'), isGood }
}

function find(name: string): Line {
  const found = lines.find((line) => line.name === name)
  if (found !== undefined) return found
  throw new Error(`faults: there is no "${name}"; there are ${lines.map((line) => line.name).join(', ')}`)
}

async function runOne(line: Line, seed: number, scale: Scale, progress: (text: string) => void): Promise<Row> {
  try {
    return await line.run(seed, scale, progress)
  } catch (error) {
    progress((error as Error).message)
    return { done: '', cells: [], complaints: [(error as Error).message], isGood: false }
  }
}

function tableText({ columns, lines }: Table, done: readonly Done[]): string[] {
  const mine = done.filter(({ line }) => lines.includes(line))
  if (mine.length === 0) return []
  const header = ['fault', 'done', ...columns, 's']
  const rules = ['---', '---', ...columns.map(() => '--:'), '--:']
  return [markdown(header), markdown(rules), ...mine.map(rowText), '']
}

function rowText({ line: { name, fault }, row, seconds }: Done): string {
  const what = `${fault} (\`${name}\`)`
  if (typeof row === 'string') return markdown([what, `skipped: ${row}`])
  const wrong = row.complaints.map((complaint) => `**${complaint.replaceAll(/\s+/g, ' ').slice(0, 300)}**`)
  const text = [row.done, ...wrong].filter((part) => part !== '').join('; ')
  return markdown([what, text, ...row.cells, String(seconds)])
}

function markdown(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
