import { Command } from 'commander'
import { benchAgent } from './agent.ts'
import { benchBuiltIn } from './built-in.ts'

const program = new Command('./scripts/bench')

program
  .command('agent')
  .description('CPU of an agent against ffmpeg and bare model runs, delay from frame to store, bytes per event')
  .option('--seconds <n>', 'of each part', '60')
  .action(async ({ seconds }: { seconds: string }) => {
    console.log(await benchAgent(Number(seconds)))
  })

program
  .command('built-in')
  .description('CPU of an agent with the built-in detector against ffmpeg alone')
  .option('--seconds <n>', 'of each part', '40')
  .action(async ({ seconds }: { seconds: string }) => {
    console.log(await benchBuiltIn(Number(seconds)))
  })

await program.parseAsync()
