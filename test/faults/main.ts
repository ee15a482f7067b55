import { Command } from 'commander'
import { runSuite } from './suite.ts'

const program = new Command('./scripts/faults')
  .description('Kills, cuts off, fills up and confuses real agents, brokers and collectors, and counts what is lost')
  .option('--seed <n>', 'repeats the run of that seed', String(Math.floor(Math.random() * 1_000_000)))
  .option('--kills <n>', 'of agents, brokers and collectors together; the size of everything else goes with it', '1000')
  .option('--only <name...>', 'only these lines of the table')
  .parse()
const { seed, kills, only } = program.opts<{ seed: string; kills: string; only?: string[] }>()

const progress = (text: string): void => void process.stderr.write(`${text}\n`)
const { table, isGood } = await runSuite({ seed: Number(seed), kills: Number(kills), only, progress })
process.stdout.write(`${table}\n`)
process.exit(isGood ? 0 : 1)
