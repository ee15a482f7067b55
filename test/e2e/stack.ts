/** The real programs, as built, in processes of their own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { projectRoot } from '../../runtime/project.ts'
import type { AgentRecord, EventPage, EventRecord } from '../../wire/rest.ts'
import { shared } from '../shared.ts'

export type RunningProgram = {
  readonly pid: number
  /** What it has printed so far. */
  output(): string
  /** Resolves with the exit code, or the signal's name. */
  readonly exited: Promise<number | string>
  kill(signal: NodeJS.Signals): Promise<number | string>
}

export type Stack = {
  readonly folder: string
  readonly httpUrl: string
  readonly mqttUrl: string
  startCollector(env?: NodeJS.ProcessEnv): Promise<RunningProgram>
  /** @param model yolox-nano-416 when not given, @param keys others of the config */
  startAgent(cameras: readonly object[], model?: string, keys?: object, env?: NodeJS.ProcessEnv): RunningProgram
  events(query?: string): Promise<EventRecord[]>
  agents(): Promise<AgentRecord[]>
  /** Kills what still runs and deletes the folder. */
  close(): Promise<void>
}

const usualModel = 'yolox-nano-416'
/** Its weights are part of the project. */
const builtIn = 'street-64'

/** A folder, two ports, and the programs on them. */
export async function createStack(): Promise<Stack> {
  if (!existsSync(join(projectRoot, 'dist', 'agent', 'main.js'))) throw new Error('not built: run npm run build')
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-e2e-'))
  const [httpPort, mqttPort] = [await freePort(), await freePort()]
  const httpUrl = `http://127.0.0.1:${httpPort}`
  const mqttUrl = `mqtt://127.0.0.1:${mqttPort}`
  const programs: RunningProgram[] = []
  const start = (name: 'agent' | 'collector', config: object, env: NodeJS.ProcessEnv = {}): RunningProgram => {
    const file = join(folder, `${name}.yaml`)
    writeFileSync(file, stringify(config))
    const program =
      name === 'agent'
        ? runProgram(join(projectRoot, 'scripts', 'agent'), ['--config', file], { NODE: process.execPath, ...env })
        : run([join(projectRoot, 'dist', name, 'main.js'), '--config', file], env)
    programs.push(program)
    return program
  }

  return {
    folder,
    httpUrl,
    mqttUrl,
    async startCollector(env = {}) {
      const ports = { http: { port: httpPort }, mqtt: { port: mqttPort } }
      const config = { dataFolder: join(folder, 'collector'), ...ports, access: { open: true } }
      const program = start('collector', config, env)
      await waitFor('the collector answers', async () => (await fetch(`${httpUrl}/healthz`)).ok, { whileRuns: program })
      return program
    },
    startAgent: (cameras, model = usualModel, keys = {}, env = {}) => {
      const config = {
        dataFolder: join(folder, 'agent'),
        mqtt: { url: mqttUrl },
        collector: { url: httpUrl },
        modelsFolder: model === builtIn ? join(projectRoot, 'models') : installModels(folder),
        detector: { model },
        healthMs: 1_000,
      }
      return start('agent', { ...config, ...keys, cameras }, env)
    },
    async events(query = '') {
      return getEvents(httpUrl, query)
    },
    async agents() {
      return ((await getJson(`${httpUrl}/api/agents`)) as { agents: AgentRecord[] }).agents
    },
    async close() {
      await Promise.all(programs.map((program) => program.kill('SIGKILL')))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs Node with these arguments. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningProgram {
  return runProgram(process.execPath, args, env)
}

function runProgram(command: string, args: readonly string[], env: NodeJS.ProcessEnv): RunningProgram {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const exited = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'gone'))
  })
  return { pid: child.pid ?? 0, output: () => output, exited, kill: (signal) => kill(child, exited, signal) }
}

async function kill(child: ChildProcess, exited: Promise<number | string>, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal)
  return exited
}

type WaitOptions = { readonly timeoutMs?: number; readonly whileRuns?: RunningProgram }

/**
 * Waits until something is so; errors of the check count as "not yet".
 * @throws Error naming what was waited for, with the output of the program that should have made it so
 */
export async function waitFor(
  what: string,
  check: () => Promise<boolean> | boolean,
  { timeoutMs = 30_000, whileRuns }: WaitOptions = {},
): Promise<void> {
  const until = performance.now() + timeoutMs
  for (;;) {
    if (await Promise.resolve(check()).catch(() => false)) return
    if (performance.now() > until) throw new Error(`not within ${timeoutMs} ms: ${what}\n${whileRuns?.output() ?? ''}`)
    await sleep(100)
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Manifests of the project with the weights of the test material, through the command that technicians use. */
export function installModels(folder: string): string {
  const models = join(folder, 'models')
  if (existsSync(models)) return models
  mkdirSync(models)
  cpSync(join(projectRoot, 'models'), models, { recursive: true, filter: (path) => !path.endsWith('.onnx') })
  const command = join(projectRoot, 'dist', 'models', 'main.js')
  const { status, stderr } = spawnSync(
    process.execPath,
    [command, '--models-folder', models, 'install', shared('models')],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`models could not be installed: ${stderr}`)
  return models
}

async function getEvents(httpUrl: string, query: string): Promise<EventRecord[]> {
  const events: EventRecord[] = []
  let cursor = ''
  do {
    const page = (await getJson(`${httpUrl}/api/events?limit=200${query}${cursor}`)) as EventPage
    events.push(...page.events)
    cursor = page.nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`
  } while (cursor !== '')
  return events
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}
