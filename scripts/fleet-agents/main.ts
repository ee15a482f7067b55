/** What `./scripts/fleet` runs: many agents without cameras against a collector of its own, or against any broker. */
import { cpus } from 'node:os'
import { Command } from 'commander'
import { abortOnSignals } from '../../runtime/closing.ts'
import { grouped, milliseconds, perSecond, table } from './figures.ts'
import { type FleetFigures, runFleet } from './fleet.ts'
import { startOwnCollector } from './own-collector.ts'

type Options = {
  readonly agents: string
  readonly cameras: string
  readonly rate: string
  readonly window: string
  readonly backlog: string
  readonly seconds: string
  readonly broker?: string
  readonly node: string
}

const command = new Command('./scripts/fleet')
  .description(
    'Loads a collector with the messages of a fleet; without --broker it starts one of its own and removes it',
  )
  .option('--agents <n>', 'connections, one each', '100')
  .option('--cameras <n>', 'cameras of each agent', '4')
  .option('--rate <n>', 'live events per second of all agents together, or max', '1000')
  .option('--window <n>', 'with --rate max: events sent and not acknowledged', '2000')
  .option('--backlog <n>', 'events of all agents that wait on disk when they connect', '0')
  .option('--seconds <n>', 'how long they send; a backlog is drained however long it takes', '20')
  .option('--broker <url>', 'mqtt://host:port of a broker that a collector listens to')
  .option('--node <options>', 'for the Node.js of the own collector, e.g. --cpu-prof', '')
  .parse()

// What it has started must not outlive it.
const signal = abortOnSignals()

try {
  await run(command.opts<Options>())
  process.exit(0)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function run(options: Options): Promise<void> {
  const own =
    options.broker === undefined ? await startOwnCollector(options.node.split(' ').filter(Boolean)) : undefined
  try {
    const { hostname, port } = new URL(options.broker ?? own?.mqttUrl ?? '')
    let cpuBefore = 0
    let mineBefore = process.cpuUsage()
    const figures = await runFleet({
      host: hostname,
      port: Number(port || 1_883),
      agents: wholeNumber(options.agents, '--agents'),
      cameras: wholeNumber(options.cameras, '--cameras'),
      rate: options.rate === 'max' ? 'max' : wholeNumber(options.rate, '--rate', 0),
      window: wholeNumber(options.window, '--window'),
      backlog: wholeNumber(options.backlog, '--backlog', 0),
      seconds: wholeNumber(options.seconds, '--seconds'),
      signal,
      onConnected: () => {
        cpuBefore = own?.cpuSeconds() ?? 0
        mineBefore = process.cpuUsage()
      },
      onProgress: (line) => console.log(line),
    })
    const mine = process.cpuUsage(mineBefore)
    const rows = rowsOf(figures, (mine.user + mine.system) / 1e6)
    // Ctrl-C is for all of them: then there is nobody to ask.
    const ownRows =
      own === undefined || signal.aborted ? [] : await ownRowsOf(own, own.cpuSeconds() - cpuBefore, figures)
    console.log(`\n${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}\n`)
    console.log(table([...rows, ...ownRows]))
  } finally {
    await own?.close()
  }
}

type Rows = (readonly [what: string, figure: string])[]

function rowsOf(figures: FleetFigures, cpuSeconds: number): Rows {
  const { connected, connectMs, runMs, live, liveAckMs, replayed, drainMs } = figures
  return [
    ['agents', `${grouped(connected)}, connected in ${(connectMs / 1_000).toFixed(1)} s`],
    ['live events on disk', `${grouped(live)}, ${grouped(perSecond(live, runMs))}/s`],
    ['sent to acknowledged, live, p50 / p95 / p99', `${milliseconds(liveAckMs)} ms`],
    ['replayed events on disk', `${grouped(replayed)}, ${grouped(perSecond(replayed, drainMs))}/s until drained`],
    ['sent again', grouped(figures.resent)],
    ['never acknowledged', grouped(figures.unacknowledged)],
    ['connections lost', grouped(figures.lostConnections)],
    ['processor time of the simulator', `${((cpuSeconds / runMs) * 1_000).toFixed(2)} core`],
  ]
}

async function ownRowsOf(
  own: Awaited<ReturnType<typeof startOwnCollector>>,
  cpuSeconds: number,
  { runMs, live, replayed }: FleetFigures,
): Promise<Rows> {
  const health = (await (await fetch(`${own.httpUrl}/healthz`)).json()) as { stored: number; duplicates: number }
  const events = live + replayed
  const metrics = await (await fetch(`${own.httpUrl}/metrics`)).text()
  return [
    ['commits, p50 / p99', `${commitLimit(metrics, 0.5)} / ${commitLimit(metrics, 0.99)} ms at most`],
    ['processor time of the collector', `${((cpuSeconds / runMs) * 1_000).toFixed(2)} core`],
    ['processor time of the collector per event', `${((cpuSeconds / events) * 1e6).toFixed(0)} µs`],
    ['stored, duplicates', `${grouped(health.stored)}, ${grouped(health.duplicates)}`],
    ['database per event', `${(own.databaseBytes() / events).toFixed(0)} bytes`],
  ]
}

/** The limit of the bucket that a quantile of the commits lies in, milliseconds. */
function commitLimit(metrics: string, q: number): string {
  const buckets = [...metrics.matchAll(/^watchpost_commit_seconds_bucket\{le="([^"]+)"\} (\d+)$/gm)]
  const all = Number(buckets.at(-1)?.[2] ?? 0)
  const limit = buckets.find(([, , count]) => Number(count) >= q * all)?.[1] ?? '+Inf'
  return limit === '+Inf' ? 'over 5,000' : String(Number(limit) * 1_000)
}

function wholeNumber(text: string, option: string, least = 1): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new Error(`${option}: a whole number of ${least} or more is needed, got ${text}`)
}
