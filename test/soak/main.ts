import { Command } from 'commander'
import { abortOnSignals } from '../../runtime/closing.ts'
import { type Sample, soak } from './soak.ts'
import { maxSlope, soakResult } from './table.ts'

const program = new Command('./scripts/soak')
  .description(
    'Runs an agent on a camera, and its collector, for long, and says how much more memory they take per hour',
  )
  .option('--minutes <n>', 'how long', '60')
  .option('--warm-up <n>', 'minutes at the beginning that are not judged', '15')
  .option('--stored <n>', 'events that the collector has before the cameras begin; 0: it is new', '150000')
  .option('--every <n>', 'seconds from sample to sample', '20')
  .parse()
const { minutes, warmUp, every, stored } = program.opts<Record<'minutes' | 'warmUp' | 'every' | 'stored', string>>()

const signal = abortOnSignals()
const samples: Sample[] = []

const progress = (sample: Sample): void => {
  samples.push(sample)
  const { bytes, events } = sample
  const megabytes = Object.entries(bytes).map(([part, count]) => `${part} ${(count / 1e6).toFixed(1)} MB`)
  process.stderr.write(`${sample.minutes.toFixed(1)} of ${minutes} min: ${megabytes.join(', ')}, ${events} events\n`)
}

let failure: unknown
try {
  const [sampleSeconds, storedBefore] = [Number(every), Number(stored)]
  await soak({ minutes: Number(minutes), sampleSeconds, storedBefore, signal, onSample: progress })
} catch (error) {
  failure = error
  console.error(error instanceof Error ? error.message : error)
}
// What there is, also when it was stopped.
const { table, isGood } = soakResult(samples, Number(warmUp))
console.log(`\n${table}\n\nTarget: less than ${maxSlope} MB/h each of agent and collector.`)
process.exit(failure === undefined && isGood ? 0 : 1)
