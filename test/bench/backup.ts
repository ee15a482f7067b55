/** A backup while a fleet sends, its restore elsewhere, and agents that send what nobody acknowledged: what is there, and twice. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { projectRoot } from '../../runtime/project.ts'
import { grouped, milliseconds, table } from '../../scripts/fleet-agents/figures.ts'
import { type OwnCollector, startOwnCollector } from '../../scripts/fleet-agents/own-collector.ts'
import { connectAgent, type HeldMessages, type SimulatedAgent } from '../../scripts/fleet-agents/simulated-agent.ts'
import type { AgentList } from '../../wire/rest.ts'

export type BackupBench = { readonly agents: number; readonly rate: number; readonly seconds: number }

/** @returns a table; whatever is there twice, or missing and not shown as missing, is named in it */
export async function benchBackup({ agents, rate, seconds }: BackupBench): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-backup-'))
  const [from, copy, to] = ['from', 'copy', 'to'].map((name) => join(folder, name)) as [string, string, string]
  try {
    for (const one of [from, to]) writeConfig(one)
    mkdirSync(from)
    const first = await startOwnCollector([], from)
    const before = await openFleet(first, agents, [])
    await before.send(rate, seconds * 1_000)
    const backing = command(from, 'backup', copy)
    const tookMs = await before.sendUntil(rate, backing)
    await before.send(rate, 2_000)
    // Its disk is lost.
    await first.kill()
    const held = before.agents.map((agent) => agent.held())
    await command(to, 'restore', copy)
    const second = await startOwnCollector([], to)
    const after = await openFleet(second, agents, held)
    await after.send(rate, 3_000)
    const unacknowledged = await after.settle()
    const missing = await missingOf(second)
    const last = after.agents.map((agent) => agent.held().lastSeq)
    after.close()
    await second.close()
    const stored = readStored(join(to, 'collector.db'))
    const expected = last.reduce((sum, seq) => sum + seq, 0)
    return table([
      ['live events a second, agents', `${grouped(rate)}, ${grouped(agents)}`],
      [
        'backup, beside them',
        `${(tookMs / 1_000).toFixed(1)} s; acknowledged meanwhile after ${milliseconds(before.ackMs())} ms`,
      ],
      ['sent in all', grouped(expected)],
      [
        'held by agents when the disk was lost, and sent again',
        grouped(held.reduce((sum, { texts }) => sum + texts.size, 0)),
      ],
      ['stored after the restore', grouped(stored.messages)],
      ['acknowledged after the moment of the backup, and so lost with the disk', grouped(expected - stored.messages)],
      [
        'shown as missing by the collector',
        `${grouped(missing)}${missing === expected - stored.messages ? '' : ' **not the same**'}`,
      ],
      ['stored twice', grouped(stored.doubled)],
      ['never acknowledged', grouped(unacknowledged)],
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeConfig(folder: string): void {
  writeFileSync(`${folder}.json`, JSON.stringify({ dataFolder: folder }))
}

/** @returns how long it took, milliseconds */
function command(folder: string, verb: string, other: string): Promise<number> {
  const startedAt = performance.now()
  const program = join(projectRoot, 'dist', 'collector', 'main.js')
  const child = spawn(process.execPath, [program, '--config', `${folder}.json`, verb, other], { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      if (code === 0) resolve(performance.now() - startedAt)
      else reject(new Error(`bench: ${verb} ended with ${code}`))
    })
  })
}

async function openFleet({ mqttUrl }: OwnCollector, count: number, held: readonly HeldMessages[]) {
  const { hostname, port } = new URL(mqttUrl)
  const agents: SimulatedAgent[] = []
  const ackMs: number[] = []
  const onAcked = ({ afterMs }: { readonly afterMs: number }): void => void ackMs.push(afterMs)
  for (let number = 0; number < count; number++) {
    const identity = { site: `site-${1 + Math.floor(number / 100)}`, agent: `agent-${number + 1}` }
    const link = { host: hostname, port: Number(port), cameras: 4, backlog: 0, onAcked, onEnd: () => undefined }
    const resume = held[number]
    agents.push(await connectAgent({ identity, number, ...link, ...(resume !== undefined && { resume }) }))
  }
  let turn = 0
  const sendWhile = async (rate: number, isOver: (elapsedMs: number) => boolean): Promise<void> => {
    const startedAt = performance.now()
    for (let sent = 0; ; ) {
      const elapsedMs = performance.now() - startedAt
      if (isOver(elapsedMs)) return
      for (; sent < (elapsedMs / 1_000) * rate; sent++) agents[turn++ % agents.length]?.live()
      for (const agent of agents) agent.drain()
      await sleep(5)
    }
  }
  return {
    agents,
    ackMs: () => ackMs,
    send: (rate: number, ms: number) => sendWhile(rate, (elapsedMs) => elapsedMs >= ms),
    async sendUntil(rate: number, done: Promise<number>): Promise<number> {
      ackMs.length = 0
      let tookMs: number | undefined
      void done.then((ms) => {
        tookMs = ms
      })
      await sendWhile(rate, () => tookMs !== undefined)
      return done
    },
    async settle(): Promise<number> {
      const waiting = () => agents.reduce((sum, agent) => sum + agent.inFlight(), 0)
      for (let round = 0; round < 600 && waiting() > 0; round++) {
        for (const agent of agents) agent.drain()
        await sleep(50)
      }
      return waiting()
    },
    close: () => {
      for (const agent of agents) agent.close()
    },
  }
}

async function missingOf({ httpUrl }: OwnCollector): Promise<number> {
  const { agents } = (await (await fetch(`${httpUrl}/api/agents`)).json()) as AgentList
  return agents.reduce((sum, { delivery }) => sum + (delivery?.missing ?? 0), 0)
}

function readStored(file: string): { messages: number; doubled: number } {
  const db = new Database(file, { readonly: true })
  try {
    const places = 'SELECT agent_id, boot, seq FROM message JOIN event ON event.n = event_n'
    const count = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0
    const messages = count(`SELECT count(*) FROM (SELECT DISTINCT * FROM (${places}))`)
    return { messages, doubled: count(`SELECT count(*) FROM (${places})`) - messages }
  } finally {
    db.close()
  }
}
