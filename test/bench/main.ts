import { rmSync } from 'node:fs'
import { Command } from 'commander'
import { benchAgent } from './agent.ts'
import { benchBackup } from './backup.ts'
import { benchBuiltIn } from './built-in.ts'
import { benchClips } from './clips.ts'
import { benchEvents } from './events.ts'
import { benchIncidents } from './incidents.ts'
import { benchMemory } from './memory.ts'
import { benchQuery } from './query.ts'
import { benchQueryIngest } from './query-ingest.ts'
import { benchRetention } from './retention.ts'
import { benchStore } from './store.ts'

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

program
  .command('memory')
  .description('memory of an agent with one and with several cameras')
  .option('--seconds <n>', 'of each number of cameras', '300')
  .option('--model <name>', 'its detector', 'street-64')
  .option('--cameras <n...>', 'how many', ['1', '4'])
  .action(async ({ seconds, model, cameras }: { seconds: string; model: string; cameras: string[] }) => {
    console.log(await benchMemory({ seconds: Number(seconds), model, cameras: cameras.map(Number) }))
  })

program
  .command('store')
  .description('CPU of ingest and store alone per event, live and replayed')
  .option('--events <n>', 'of each kind in each round', '100000')
  .option('--rounds <n>', 'to see how much the machine itself changes', '2')
  .action(({ events, rounds }: { events: string; rounds: string }) => {
    console.log(benchStore({ events: Number(events), rounds: Number(rounds) }))
  })

program
  .command('incidents')
  .description('CPU of grouping per event, and the incidents that a day of a city makes')
  .option('--cameras <n>', 'whose day it is', '100')
  .action(({ cameras }: { cameras: string }) => {
    console.log(benchIncidents({ cameras: Number(cameras) }))
  })

program
  .command('query')
  .description('random searches, pages and counts over a seeded store; 10 million events take 10 GB of disk')
  .option('--events <n>', 'to seed, where the folder holds none', '1000000')
  .option('--queries <n>', 'random mixes of filters', '300')
  .option(
    '--folder <path>',
    'where the store is kept for the next time; remove it when you are done',
    'data/bench-query',
  )
  .action(({ events, queries, folder }: { events: string; queries: string; folder: string }) => {
    console.log(benchQuery({ events: Number(events), queries: Number(queries), folder }))
  })

program
  .command('query-ingest')
  .description('live ingest with and without searches beside it, in turn, over a seeded store, to which it adds')
  .option('--events <n>', 'to seed, where the folder holds none', '1000000')
  .option('--rate <n>', 'live events a second, or max', '5000')
  .option('--searches <n>', 'people who ask once a second each', '5')
  .option('--seconds <n>', 'of each part', '15')
  .option('--rounds <n>', 'of two parts', '3')
  .option('--folder <path>', 'as of query', 'data/bench-query')
  .action(async ({ events, rate, searches, seconds, rounds, folder }: Record<string, string>) => {
    const numbers = { events: Number(events), searches: Number(searches), rounds: Number(rounds) }
    const figures = await benchQueryIngest({
      ...numbers,
      rate: rate === 'max' ? 'max' : Number(rate),
      partSeconds: Number(seconds),
      folder: folder ?? '',
    })
    console.log(figures)
    process.exit(0)
  })

program
  .command('backup')
  .description('a backup while a fleet sends, the disk lost, the restore elsewhere, and what is there then')
  .option('--agents <n>', 'connections', '200')
  .option('--rate <n>', 'live events per second of all of them', '5000')
  .option('--seconds <n>', 'that they send before the backup', '10')
  .action(async ({ agents, rate, seconds }: { agents: string; rate: string; seconds: string }) => {
    console.log(await benchBackup({ agents: Number(agents), rate: Number(rate), seconds: Number(seconds) }))
  })

program
  .command('retention')
  .description(
    'live ingest before and while old events are deleted; removes what it has seeded, so that each run seeds anew',
  )
  .option('--events <n>', 'old ones, to seed where the folder holds none', '1000000')
  .option('--seconds <n>', 'of each of the two parts', '40')
  .option('--agents <n>', 'that bring new events as fast as they are acknowledged', '200')
  .option('--window <n>', 'events of all of them that are not acknowledged', '2000')
  .option('--folder <path>', 'where the store lies; removed at the end', 'data/bench-retention')
  .action(async (words: { events: string; seconds: string; agents: string; window: string; folder: string }) => {
    const { events, seconds, agents, window, folder } = words
    const numbers = { events: Number(events), seconds: Number(seconds), agents: Number(agents), window: Number(window) }
    console.log(await benchRetention({ ...numbers, folder }))
    rmSync(folder, { recursive: true })
  })

program
  .command('events')
  .description('bytes of each message, of every clip and the sample street')
  .action(async () => {
    console.log(await benchEvents())
  })

program
  .command('clips')
  .description('CPU of a clip of ten seconds, as it is, masked, and with people hidden')
  .action(async () => {
    console.log(await benchClips())
  })

await program.parseAsync()
