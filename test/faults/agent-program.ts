/**
 * An agent without cameras: outbox and uplink of the product, fed by a generator. For every message that its outbox calls
 * committed, and before anything is sent, it prints a line of its ledger: what is printed survives its death.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createNotices } from '../../agent/notices.ts'
import { openOutbox, type StoredMessage } from '../../agent/outbox/outbox.ts'
import { startUplink } from '../../agent/uplink/uplink.ts'
import { readClockQuality } from '../../runtime/clock-quality.ts'
import { createLog } from '../../runtime/log.ts'
import { chainLink } from '../../wire/chain.ts'
import type { ClockQuality, EventDraft } from '../../wire/event.ts'
import { startFilming } from './filming.ts'
import { type AgentOptions, type LedgerLine, numberOf } from './ledger.ts'
import { createTelling } from './telling.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as AgentOptions
const { identity, file, brokerUrl, eventsPerSecond, firstNumber, seed } = options
let clock: ClockQuality = await readClockQuality(Date.now())
const followClock = setInterval(() => void readClockQuality(Date.now()).then((read) => (clock = read)), 500)

const say = (line: LedgerLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const commit = ({ boot, seq, payload }: StoredMessage): void =>
  say({ kind: 'committed', boot, seq, number: numberOf(payload), link: chainLink(payload) })

const notices = createNotices(Date.now, () => clock)
const outbox = openOutbox({ file, identity, now: Date.now, declare: notices.lost })
outbox.onCommit((messages) => messages.forEach(commit))
say({ kind: 'opened', boot: outbox.boot, setAside: outbox.setAside })

const startedAt = Date.now()
const state = () => {
  const { depth, nextSeq } = outbox.status()
  return { v: 1 as const, boot: outbox.boot, at: Date.now(), clock, depth, nextSeq }
}
const uplink = startUplink({
  broker: { url: brokerUrl },
  identity,
  outbox,
  now: Date.now,
  requestClip: () => 'not-recorded',
  healthMs: 1_000,
  keepAliveS: 2,
  resendMs: 5_000,
  log: createLog('agent', 'warn'),
  birth() {
    const { depth, nextSeq, ...now } = state()
    const software = { watchpost: '0', node: process.version }
    const host = { arch: process.arch, cpus: 1, memoryBytes: 1 }
    const about = { cameras: [], models: [], config: 'a1b2c3d4' }
    return { ...now, startedAt, software, host, ...about, outbox: { depth, nextSeq } }
  },
  health() {
    const { depth, nextSeq: _, ...now } = state()
    return { ...now, uptimeS: 1, cpuPercent: 1, rssBytes: 1, outbox: { depth, mediaPending: 0 }, cameras: [] }
  },
})

let isStopping = false
process.once('SIGTERM', () => {
  isStopping = true
})

/** What the outbox refuses, it declares. */
const append = (drafts: readonly EventDraft[]): Promise<void> => outbox.append(drafts).catch(() => undefined)

const filming = options.media && startFilming({ ...options.media, seed: seed + firstNumber, say })
const telling = createTelling(seed, firstNumber)
const perTick = eventsPerSecond / 50
for (let due = 0; !isStopping; await sleep(20)) {
  for (due += perTick; due >= 1; due -= 1) void append([telling.next(Date.now(), clock)]).then(filming?.shoot)
}
clearInterval(followClock)
await append(telling.endAll(Date.now(), clock))
await uplink.close()
await outbox.close()
await filming?.stop()
say({ kind: 'stopped', told: telling.told() })
process.exit(0)
