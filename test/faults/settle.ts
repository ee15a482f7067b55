import { join } from 'node:path'
import type { AgentRecord, EventPage } from '../../wire/rest.ts'
import { waitFor } from '../e2e/stack.ts'
import { type AgentFinding, checkAgent, type Finding } from './checker.ts'
import { missingMedia } from './kept.ts'
import { readStore, type Stored } from './stored.ts'
import type { TestAgent, World } from './world.ts'

export type Expectation = {
  /** Nobody has these messages any more: every gap is declared when the collector itself shows all of it. */
  readonly gapsAreShown?: boolean
  /** Holes must be there, or the fault did not happen. */
  readonly expectsHoles?: boolean
}

const drainMs = 300_000

/** Lets everything heal: no more faults, no more events, everybody back, and all that waits is delivered. */
async function heal(world: World): Promise<void> {
  world.proxy.set({ kind: 'clear' })
  await world.mosquitto?.kill()
  await world.mosquitto?.start()
  if (!isRunning(world.collector)) world.collector.start()
  await world.collectorAnswers()
  try {
    if (hasTwins(world)) await drainInTurn(world.agents)
    else await Promise.all(world.agents.map(drain))
  } catch (error) {
    const { collector, mosquitto } = world
    const said = [collector.running()?.output().slice(-2_000), mosquitto?.output().slice(-2_000)]
    throw new Error([(error as Error).message, ...said].join('\n'), { cause: error })
  }
}

/** Heals the world, stops it in good order, and compares what every agent committed with what a reader finds. */
export async function settle(world: World, expectation: Expectation = {}): Promise<Finding> {
  await heal(world)
  const records = await world.records()
  const listed = await listEvents(world.httpUrl)
  const complaints = await stopCollector(world)
  const stored = readStore(join(world.collectorFolder, 'collector.db'))
  complaints.push(...missingMedia(world))
  const sum = world.agents.map((agent) => checkOne(agent, world, stored)).reduce(add)
  if (new Set(listed).size !== listed.length) complaints.push('the list of events shows one of them twice')
  if (listed.length !== stored.events) complaints.push(`${stored.events} events are shown as ${listed.length}`)
  if (stored.quarantined.length > 0) complaints.push(`quarantined: ${stored.quarantined[0]}`)
  if (expectation.expectsHoles === true && sum.declared + sum.undeclared === 0) complaints.push('nothing was lost')
  const finding = judgeGaps(world, sum, records, expectation.gapsAreShown === true, complaints)
  const disordered = finding.disordered + stored.misfolded
  return { ...finding, disordered, redelivered: stored.redelivered, complaints }
}

export function isRunning({ running }: Pick<World['collector'], 'running'>): boolean {
  const pid = running()?.pid
  try {
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}

function hasTwins({ agents }: World): boolean {
  return new Set(agents.map(({ name }) => name)).size < agents.length
}

/** Two with one identity do not let each other through. */
async function drainInTurn(agents: readonly TestAgent[]): Promise<void> {
  await Promise.all(agents.map((agent) => agent.kill()))
  for (const agent of agents) await drain(agent)
}

async function drain(agent: TestAgent): Promise<void> {
  await agent.kill()
  agent.eventsPerSecond = 0
  const program = agent.start()
  await agent.opened()
  await waitFor('an outbox is empty', () => agent.depth() === 0, { timeoutMs: drainMs, whileRuns: program })
  await waitFor('all is uploaded', () => agent.mediaPending() === 0, { timeoutMs: drainMs, whileRuns: program })
  await program.kill('SIGTERM')
}

async function stopCollector({ collector }: World): Promise<string[]> {
  const exit = await collector.running()?.kill('SIGTERM')
  return exit === 0 ? [] : [`the collector ended with ${exit}: ${collector.running()?.output().slice(-500)}`]
}

function checkOne(agent: TestAgent, { agents }: World, { messages }: Stored): AgentFinding {
  const ledger = agent.ledger()
  const ofName = messages.get(agent.name) ?? []
  const twin = agents.find((other) => other !== agent && other.name === agent.name)
  const boots = new Set(ledger.flatMap((line) => ('boot' in line ? [line.boot] : [])))
  const own = twin ? ofName.filter(({ boot }) => boots.has(boot)) : ofName
  const isCopy = twin !== undefined && agents.indexOf(twin) < agents.indexOf(agent)
  return checkAgent({ ledger, lastSeq: agent.lastSeq(), isCopy }, own)
}

function add(a: AgentFinding, b: AgentFinding): AgentFinding {
  const keys = Object.keys(a) as (keyof AgentFinding)[]
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as AgentFinding
}

/** What the collector says of gaps must be the truth: none, or exactly those that are there. */
function judgeGaps(
  world: World,
  sum: AgentFinding,
  records: readonly AgentRecord[],
  gapsAreShown: boolean,
  complaints: string[],
): AgentFinding {
  const shown = records.reduce((count, { delivery }) => count + (delivery?.missing ?? 0), 0)
  // Two orders under one name cannot be told apart: what the collector shows of them is not what either has.
  if (hasTwins(world)) return sum
  if (shown !== sum.undeclared) complaints.push(`${sum.undeclared} messages are missing, the collector shows ${shown}`)
  if (!gapsAreShown || shown !== sum.undeclared || sum.missing > sum.undeclared) return sum
  return { ...sum, missing: 0, undeclared: 0, declared: sum.declared + shown }
}

async function listEvents(httpUrl: string): Promise<string[]> {
  const ids: string[] = []
  let cursor = ''
  do {
    const response = await fetch(`${httpUrl}/api/events?limit=200${cursor}`)
    const page = (await response.json()) as EventPage
    ids.push(...page.events.map(({ id }) => id))
    cursor = page.nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`
  } while (cursor !== '')
  return ids
}
