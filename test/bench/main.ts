import { Command } from 'commander'
import { benchAgent } from './agent.ts'

const program = new Command('./scripts/bench')

program
  .command('agent')
  .description('CPU of an agent against ffmpeg and bare model runs, delay from frame to store, bytes per event')
  .option('--seconds <n>', 'of each part', '60')
  .action(async ({ seconds }: { seconds: string }) => {
    console.log(await benchAgent(Number(seconds)))
  })

await program.parseAsync()
