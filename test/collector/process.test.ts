import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'
import { projectRoot } from '../../runtime/project.ts'
import type { SeqRange } from '../../wire/ack.ts'
import type { EventPage } from '../../wire/rest.ts'
import { connectAgent, event, getJson, temporaryFolder } from './running.ts'

type Urls = { httpUrl: string; mqttUrl: string }

function spawnCollector(yaml: string): { child: ChildProcess; output: () => string; up: Promise<Urls> } {
  const file = join(temporaryFolder(), 'collector.yaml')
  writeFileSync(file, yaml)
  const child = spawn(process.execPath, ['--import', 'tsx', 'collector/main.ts', '--config', file], {
    cwd: projectRoot,
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const up = new Promise<Urls>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      output += `${line}\n`
      const { httpUrl, mqttUrl } = JSON.parse(line) as Partial<Urls>
      if (httpUrl !== undefined && mqttUrl !== undefined) resolve({ httpUrl, mqttUrl })
    })
    child.once('exit', () => reject(new Error(output)))
  })
  up.catch(() => undefined)
  return { child, output: () => output, up }
}

const yamlFor = (folder: string): string =>
  `dataFolder: ${folder}\nhttp: { port: 0 }\nmqtt: { port: 0 }\naccess: { open: true }\n`

async function storedSeqs(httpUrl: string): Promise<Set<number>> {
  const seqs = new Set<number>()
  let cursor: string | undefined
  do {
    const page: EventPage = await getJson(
      `${httpUrl}/api/events?limit=200${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    )
    for (const { firstSeq } of page.events) seqs.add(firstSeq)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return seqs
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

describe('the collector as a process', () => {
  it('loses no acknowledged message when it is killed in the middle of its work', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder()
    const acked: SeqRange[] = []
    const missing = (stored: Set<number>): number[] =>
      acked.flatMap(([from, to]) => range(from, to)).filter((number) => !stored.has(number))
    let seq = 0
    for (const killAfter of [1, 600]) {
      const { child, up } = spawnCollector(yamlFor(folder))
      const { httpUrl, mqttUrl } = await up
      expect(missing(await storedSeqs(httpUrl))).toEqual([])
      const agent = await connectAgent(mqttUrl)
      agent.client.on('error', () => undefined)
      const from = seq
      const flood = setInterval(() => {
        for (let count = 0; count < 50; count++) agent.send(event(++seq)).catch(() => undefined)
      }, 5)
      await expect
        .poll(() => (agent.acked().at(-1)?.[1] ?? 0) - from, { interval: 1, timeout: 30_000 })
        .toBeGreaterThan(killAfter)
      child.kill('SIGKILL')
      await once(child, 'exit')
      clearInterval(flood)
      acked.push(...agent.acked())
    }
    const { httpUrl } = await spawnCollector(yamlFor(folder)).up
    expect(missing(await storedSeqs(httpUrl))).toEqual([])
  })

  it('ends cleanly on SIGTERM', { timeout: 60_000 }, async () => {
    const { child, up } = spawnCollector(yamlFor(temporaryFolder()))
    const { mqttUrl, httpUrl } = await up
    await connectAgent(mqttUrl)
    await fetch(`${httpUrl}/api/feed`)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it.each([
    ['http: { host: 0.0.0.0 }', /^http\.host: 0\.0\.0\.0 can be reached by others/],
    ['htpp: { port: 1 }', /collector\.yaml: htpp: unknown key/],
    ['dataFolder: /dev/null/x', /^dataFolder: \/dev\/null\/x cannot be written/],
  ])('says in a sentence what is wrong with %s', { timeout: 60_000 }, async (yaml, sentence) => {
    const { child, output } = spawnCollector(yaml)
    expect(await once(child, 'exit')).toEqual([1, null])
    expect(output()).toMatch(sentence)
    expect(output()).not.toMatch(/\n {4}at /)
  })
})
