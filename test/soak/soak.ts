import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectRoot } from '../../runtime/project.ts'
import { runFleet } from '../../scripts/fleet-agents/fleet.ts'
import { residentBytes } from '../bench/process-cpu.ts'
import { wholePicture } from '../e2e/ground-truth.ts'
import { startRtspServer } from '../e2e/rtsp.ts'
import { createStack, type RunningProgram, type Stack, waitFor } from '../e2e/stack.ts'
import { compilePrograms, programs } from '../faults/compile.ts'
import { residentBytesOfChildren } from './processes.ts'

/** What is measured apart, in the order of the table. */
export const parts = ['agent', 'ffmpeg', 'collector'] as const
export type Part = (typeof parts)[number]

export type Sample = {
  readonly minutes: number
  readonly bytes: Readonly<Record<Part, number>>
  /** Stored so far. */
  readonly events: number
}

export type SoakOptions = {
  readonly minutes: number
  readonly sampleSeconds: number
  /**
   * Events that the collector gets before all else, from simulated agents. The pages that SQLite keeps in memory grow with what is
   * stored, up to a limit that a new collector on a quiet site reaches after days: with so many, it has reached it.
   */
  readonly storedBefore: number
  readonly signal: AbortSignal
  readonly onSample: (sample: Sample) => void
}

const fleetAgents = 50

const clip = join(projectRoot, 'scripts', 'street', 'sample', 'street.mp4')

/** Crossed by everybody who walks or drives through the sample street. */
const line = [
  [0.62, 0],
  [0.62, 1],
]

const picture = { name: 'picture', type: 'zone', points: wholePicture }

/** One whose people are blurred in snapshots, and one that is recorded and has clips, which cannot be blurred. */
const cameras = (url: string) => [
  { id: 'gate', source: { url }, rules: [picture] },
  {
    id: 'street',
    source: { url },
    privacy: { blur: 'none' },
    // A ring of two minutes is full, and turns over, long before the warm-up ends.
    recording: { enabled: true, minutes: 2 },
    rules: [picture, { name: 'line', type: 'line', clip: true, points: line }],
  },
]

/**
 * An agent with all that it does by itself (built-in detector, rules, snapshots, recording, clips) on cameras that play the
 * sample street again and again, and its collector; their memory until the time is over or the signal aborts.
 * @throws Error when one of them ends, or no event comes
 */
export async function soak({ minutes, sampleSeconds, storedBefore, signal, onSample }: SoakOptions): Promise<void> {
  const server = await startRtspServer({ clip, loop: true })
  const stack = await createStack()
  try {
    compilePrograms()
    const env = { NODE_OPTIONS: `--require ${programs.collectGarbage}` }
    const collector = await stack.startCollector(env)
    if (storedBefore > 0) await fill(stack, storedBefore)
    const agent = stack.startAgent(cameras(server.url), 'street-64', { healthMs: 10_000 }, env)
    await waitFor('events are stored', async () => (await storedEvents(stack)) > storedBefore, {
      timeoutMs: 120_000,
      whileRuns: agent,
    })
    const death = Promise.race([dies(agent), dies(collector)])
    // Heard below; once that is over, they are ended from here.
    death.catch(() => undefined)
    const startedAt = performance.now()
    const elapsed = () => (performance.now() - startedAt) / 60_000
    while (elapsed() < minutes && !signal.aborted) {
      // On a machine that is too busy to answer, the next one will do.
      const sample = await takeSample(stack, agent, collector, elapsed()).catch(() => undefined)
      if (sample !== undefined) onSample(sample)
      await Promise.race([sleep(sampleSeconds * 1_000, undefined, { signal }).catch(() => undefined), death])
    }
  } finally {
    await stack.close()
    await server.stop()
  }
}

async function fill({ mqttUrl }: Stack, events: number): Promise<void> {
  const { hostname, port } = new URL(mqttUrl)
  const fleet = { host: hostname, port: Number(port), agents: fleetAgents, cameras: 4, rate: 0, window: 1, seconds: 1 }
  await runFleet({ ...fleet, backlog: Math.ceil(events / fleetAgents) * fleetAgents, onProgress: () => undefined })
}

async function takeSample(
  stack: Stack,
  agent: RunningProgram,
  collector: RunningProgram,
  minutes: number,
): Promise<Sample> {
  const bytes = {
    agent: residentBytes(agent.pid),
    ffmpeg: residentBytesOfChildren(agent.pid),
    collector: residentBytes(collector.pid),
  }
  return { minutes, bytes, events: await storedEvents(stack) }
}

async function storedEvents({ httpUrl }: Stack): Promise<number> {
  const health = (await (await fetch(`${httpUrl}/healthz`)).json()) as { stored: number }
  return health.stored
}

async function dies(program: RunningProgram): Promise<never> {
  const how = await program.exited
  throw new Error(`soak: a program ended with ${how}: ${program.output().slice(-2_000)}`)
}
