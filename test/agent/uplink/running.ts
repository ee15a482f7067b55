/** Agents that really connect, with outboxes on a real disk; all closed and gone after each test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, vi } from 'vitest'
import { type Outbox, openOutbox } from '../../../agent/outbox/outbox.ts'
import { startUplink, type UplinkOptions } from '../../../agent/uplink/uplink.ts'
import { createLog } from '../../../runtime/log.ts'
import type { Birth } from '../../../wire/birth.ts'
import { parse } from '../../../wire/codec.ts'
import type { EventMessage } from '../../../wire/event.ts'
import type { Health } from '../../../wire/health.ts'
import { eventDraft } from '../../event-message.ts'
import { lostNotice } from '../../lost-notice.ts'
import type { TestCollector } from './peers.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-uplink-'))
export const identity = { site: 'harbour', agent: 'box-7' }
export const agentRoot = 'watchpost/v1/harbour/box-7'
const closers: (() => Promise<void> | void)[] = []
let files = 0

/** Generous: the machine may be busy with something else. */
export const patience = { timeout: 15_000, interval: 20 }

export function later<T extends { close(): Promise<void> | void }>(opened: T): T {
  closers.push(() => opened.close())
  return opened
}

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
afterAll(() => rmSync(folder, { recursive: true }))

export const birth = (): Birth => ({
  v: 1,
  boot: 1,
  at: 1,
  startedAt: 1,
  software: { watchpost: '0', node: '20' },
  host: { arch: 'x64', cpus: 2, memoryBytes: 1 },
  cameras: [],
  models: [],
  config: 'a1b2c3d4',
  clock: 'ntp',
  outbox: { depth: 0, nextSeq: 1 },
})

const health = (): Health => ({
  v: 1,
  boot: 1,
  at: Date.now(),
  uptimeS: 1,
  cpuPercent: 1,
  rssBytes: 1,
  clock: 'ntp',
  outbox: { depth: 0, mediaPending: 0 },
  cameras: [],
})

export function newOutbox(): Outbox {
  return later(
    openOutbox({ file: join(folder, `${files++}.db`), identity, now: Date.now, declare: lostNotice, groupMs: 1 }),
  )
}

type Timing = Partial<Pick<UplinkOptions, 'healthMs' | 'keepAliveS' | 'resendMs'>>

export function start(port: number, outbox: Outbox, timing: Timing = {}) {
  const lines: string[] = []
  const log = createLog('agent', 'info', { write: (line) => void lines.push(line) })
  const broker = { url: `mqtt://127.0.0.1:${port}` }
  const requestClip = () => 'gone' as const
  const options = { broker, identity, outbox, birth, health, requestClip, healthMs: 60_000, now: Date.now, log }
  const uplink = later(startUplink({ ...options, ...timing }))
  return { uplink, lines }
}

export async function connected(collector: TestCollector): Promise<void> {
  await vi.waitFor(() => expect(stateOf(collector)).toBe('online'), patience)
}

export function stateOf({ latest }: TestCollector): string | undefined {
  const message = latest.get(`${agentRoot}/state`)
  return message && parse.state(message.payload).state
}

export async function append(outbox: Outbox, count: number): Promise<void> {
  await outbox.append(Array.from({ length: count }, (_, index) => eventDraft({ at: index })))
}

export async function drained(outbox: Outbox): Promise<void> {
  await vi.waitFor(() => expect(outbox.status().depth).toBe(0), patience)
}

export const seqs = (events: readonly EventMessage[]) => events.map(({ seq }) => seq)
export const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
export const distinct = (events: readonly EventMessage[]) => [...new Set(seqs(events))].sort((a, b) => a - b)
