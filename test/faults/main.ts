import { Command } from 'commander'
import { mutate, mutationTargets } from './mutate.ts'
import { runSuite } from './suite.ts'

const program = new Command('./scripts/faults')
  .enablePositionalOptions()
  .description('Kills, cuts off, fills up and confuses real agents, brokers and collectors, and counts what is lost')
  .option('--seed <n>', 'repeats the run of that seed', String(Math.floor(Math.random() * 1_000_000)))
  .option('--kills <n>', 'of agents, brokers and collectors together; the size of everything else goes with it', '1000')
  .option('--only <name...>', 'only these lines of the table')
  .action(async ({ seed, kills, only }: { seed: string; kills: string; only?: string[] }) =>
    finish(await runSuite({ seed: Number(seed), kills: Number(kills), only, progress })),
  )
program
  .command('mutate')
  .description('Changes messages, requests and files as accidents and attackers do: each must be refused by name')
  .option('--seed <n>', 'repeats the run of that seed', '1')
  .option('--count <n>', 'of each kind', '100000')
  .option('--only <name...>', `only these: ${mutationTargets.join(', ')}`)
  .action(async (_: unknown, command: Command) => {
    // Before the word, options of the same names are taken for those of the suite.
    const { seed, count, only } = command.opts<{ seed: string; count: string; only?: string[] }>()
    finish(await mutate({ seed: Number(seed), count: Number(count), only, progress }))
  })
await program.parseAsync()

function progress(text: string): void {
  process.stderr.write(`${text}\n`)
}

function finish({ table, isGood }: { table: string; isGood: boolean }): never {
  process.stdout.write(`${table}\n`)
  process.exit(isGood ? 0 : 1)
}
