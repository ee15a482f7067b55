import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from '../../runtime/project.ts'

export type OwnCollector = {
  readonly mqttUrl: string
  readonly httpUrl: string
  /** CPU seconds that it has used, all threads. */
  cpuSeconds(): number
  databaseBytes(): number
  /** As a power cut does. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** Linux counts the CPU time of programs in hundredths of a second. */
const ticksPerSecond = 100

/**
 * The built collector as a process, on free ports.
 * @param dataFolder absent: one that is gone afterwards
 * @param keys of its config, besides
 */
export async function startOwnCollector(
  nodeOptions: readonly string[],
  dataFolder?: string,
  keys: object = {},
): Promise<OwnCollector> {
  const folder = dataFolder ?? mkdtempSync(join(tmpdir(), 'watchpost-fleet-'))
  const config = join(folder, 'collector.json')
  const mqtt = { port: 0, maxConnections: 100_000 }
  const http = { port: 0, requestsPerMinute: 100_000 }
  writeFileSync(config, JSON.stringify({ dataFolder: folder, http, mqtt, access: { open: true }, ...keys }))
  const program = join(projectRoot, 'dist', 'collector', 'main.js')
  const child = spawn(process.execPath, [...nodeOptions, program, '--config', config], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const urls = await new Promise<{ mqttUrl: string; httpUrl: string }>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const entry = JSON.parse(line) as { level: string; mqttUrl?: string; httpUrl?: string }
      if (entry.mqttUrl !== undefined && entry.httpUrl !== undefined)
        resolve({ mqttUrl: entry.mqttUrl, httpUrl: entry.httpUrl })
      else if (entry.level !== 'info') console.error(line)
    })
    child.once('exit', () => reject(new Error('fleet: the collector ended; is it built (npm run build:server)?')))
  })
  return {
    ...urls,
    cpuSeconds: () => processSeconds(child.pid ?? 0),
    databaseBytes: () => statSync(join(folder, 'collector.db')).size,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async close() {
      child.kill('SIGTERM')
      await ended
      if (dataFolder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** proc(5), stat: utime is field 14, stime 15; counted here from behind the name, which may hold anything. */
function processSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
