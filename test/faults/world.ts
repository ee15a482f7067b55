/** One collector, its broker and some agents, as processes of their own, in a folder of their own. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { stringify } from 'yaml'
import type { AgentRecord } from '../../wire/rest.ts'
import { freePort, type RunningProgram, run, waitFor } from '../e2e/stack.ts'
import { type Chance, createChance } from '../simulation/chance.ts'
import { programs } from './compile.ts'
import { type AgentOptions, type LedgerLine, readLedger } from './ledger.ts'
import { createMosquitto, type Mosquitto } from './mosquitto.ts'
import { type LinkProxy, openProxy } from './proxy.ts'

/** What can be done to a program before it starts; see `sabotage.ts`. */
export type Sabotage = { readonly WATCHPOST_DIE?: string; readonly WATCHPOST_CLOCK?: string }

export type Program = {
  /** Started, or started again. */
  start(sabotage?: Sabotage): RunningProgram
  /** Resolves when it is dead. */
  kill(): Promise<void>
  running(): RunningProgram | undefined
}

export type TestAgent = Program & {
  readonly name: string
  readonly folder: string
  readonly file: string
  /** From its next start. */
  eventsPerSecond: number
  ledger(): LedgerLine[]
  /** Resolves when its outbox is open; rejects when it ends before. */
  opened(): Promise<void>
  /** What its outbox holds, read from the disk. */
  depth(): number
  lastSeq(): number
  /** Pictures and clips that no collector has yet. */
  mediaPending(): number
}

export type World = {
  readonly chance: Chance
  readonly folder: string
  readonly httpUrl: string
  readonly collector: Program
  readonly collectorFolder: string
  readonly mosquitto: Mosquitto | undefined
  readonly proxy: LinkProxy
  readonly agents: readonly TestAgent[]
  /** One more agent; of a name that is taken, a second with that identity. */
  addAgent(name: string, folder?: string): TestAgent
  collectorAnswers(): Promise<void>
  records(): Promise<AgentRecord[]>
  /** Messages that the collector has stored, as it says itself. */
  stored(): Promise<number>
  close(): Promise<void>
}

export type WorldOptions = {
  readonly seed: number
  readonly broker?: 'embedded' | 'mosquitto'
  readonly agents?: number
  readonly eventsPerSecond?: number
  /** Where collector and agents have their files, when not in the folder of the world. */
  readonly collectorFolder?: string
  readonly agentFolder?: string
  readonly collectorConfig?: object
  /** Whether agents have pictures and clips. */
  readonly films?: boolean
}

const site = 'harbour'
/** A program may take to start, on a machine that has much else to do. */
const startMs = 180_000

export async function createWorld(options: WorldOptions): Promise<World> {
  const { seed, broker = 'embedded', eventsPerSecond = 20 } = options
  const chance = createChance(seed)
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-faults-'))
  const [httpPort, mqttPort] = [await freePort(), await freePort()]
  const httpUrl = `http://127.0.0.1:${httpPort}`
  const brokerUrl = `mqtt://127.0.0.1:${mqttPort}`
  const mosquitto = broker === 'mosquitto' ? createMosquitto(folder, mqttPort) : undefined
  await mosquitto?.start()
  const proxy = await openProxy(mqttPort, chance)
  const collectorFolder = options.collectorFolder ?? join(folder, 'collector')
  const config = join(folder, 'collector.yaml')
  const mqtt = mosquitto === undefined ? { port: mqttPort } : { url: brokerUrl }
  const keys = { dataFolder: collectorFolder, http: { port: httpPort }, mqtt, access: { open: true }, logLevel: 'warn' }
  writeFileSync(config, stringify({ ...keys, ...options.collectorConfig }))
  const collector = createProgram(() => [programs.collector, '--config', config])
  const agents: TestAgent[] = []

  const records = async (): Promise<AgentRecord[]> => {
    const response = await fetch(`${httpUrl}/api/agents`)
    return ((await response.json()) as { agents: AgentRecord[] }).agents
  }

  const addAgent = (name: string, parent = options.agentFolder ?? folder): TestAgent => {
    const agentFolder = join(parent, `agent-${agents.length + 1}`)
    mkdirSync(agentFolder, { recursive: true })
    const agent = createAgent(
      {
        identity: { site, agent: name },
        file: join(agentFolder, 'outbox.db'),
        brokerUrl: `mqtt://127.0.0.1:${proxy.port}`,
        seed: seed + agents.length,
        ...(options.films && { media: { folder: join(agentFolder, 'media'), collectorUrl: httpUrl } }),
      },
      { folder: agentFolder, eventsPerSecond },
    )
    agents.push(agent)
    return agent
  }
  for (let count = 1; count <= (options.agents ?? 1); count++) addAgent(`box-${count}`)

  return {
    ...{ chance, folder, httpUrl, collector, collectorFolder, mosquitto, proxy, agents, addAgent },
    collectorAnswers: () =>
      waitFor('the collector answers', async () => (await fetch(`${httpUrl}/healthz`)).status > 0, {
        timeoutMs: startMs,
        ...(collector.running() && { whileRuns: collector.running() as RunningProgram }),
      }),
    records,
    stored: async () => (await records()).reduce((sum, { delivery }) => sum + (delivery?.stored ?? 0), 0),
    async close() {
      await Promise.all([...agents, collector, ...(mosquitto ? [mosquitto] : [])].map((program) => program.kill()))
      await proxy.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function createProgram(args: () => readonly string[]): Program {
  let current: RunningProgram | undefined
  return {
    start(sabotage = {}) {
      const isSabotaged = Object.keys(sabotage).length > 0
      current = run(args(), isSabotaged ? { ...sabotage, NODE_OPTIONS: `--require ${programs.sabotage}` } : {})
      return current
    },
    async kill() {
      await current?.kill('SIGKILL')
    },
    running: () => current,
  }
}

/** Numbers of drafts that one start may use. */
const numbersPerStart = 1_000_000

function createAgent(
  fixed: Omit<AgentOptions, 'eventsPerSecond' | 'firstNumber'>,
  { folder, eventsPerSecond }: { folder: string; eventsPerSecond: number },
): TestAgent {
  const { identity, file, seed } = fixed
  const started: RunningProgram[] = []
  const mediaFolder = join(folder, 'media')
  const program = createProgram(() => {
    const firstNumber = (started.length + 1) * numbersPerStart
    const perStart = { eventsPerSecond: agent.eventsPerSecond, firstNumber, seed: seed + firstNumber }
    return [programs.agent, JSON.stringify({ ...fixed, ...perStart } satisfies AgentOptions)]
  })
  const read = (sql: string): number => {
    if (!existsSync(file)) return 0
    const db = new Database(file, { readonly: true, timeout: 1_000 })
    try {
      return (db.prepare(sql).pluck().get() as number | null | undefined) ?? 0
    } finally {
      db.close()
    }
  }
  const agent: TestAgent = {
    ...program,
    name: identity.agent,
    ...{ folder, file, eventsPerSecond },
    start(sabotage) {
      const running = program.start(sabotage)
      started.push(running)
      return running
    },
    ledger: () => started.flatMap(({ output }) => readLedger(output())),
    async opened() {
      const running = program.running()
      if (running === undefined) throw new Error('the agent was not started')
      await waitFor('an outbox is open', () => running.output().includes('"kind":"opened"'), {
        timeoutMs: startMs,
        whileRuns: running,
      })
    },
    depth: () => read('SELECT count(*) FROM message'),
    mediaPending: () => (existsSync(mediaFolder) ? readdirSync(mediaFolder).length : 0),
    lastSeq: () => read("SELECT seq FROM sqlite_sequence WHERE name = 'message'"),
  }
  return agent
}
