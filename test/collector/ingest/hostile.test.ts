/** Small counts here; `WATCHPOST_REDELIVERIES=1000000` and `./scripts/faults mutate` are the targets. */
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createIngest } from '../../../collector/ingest/ingest.ts'
import { openDatabase } from '../../../collector/store/database.ts'
import { createStore } from '../../../collector/store/store.ts'
import { encode } from '../../../wire/codec.ts'
import { reportMutations } from '../../faults/mutation-report.ts'
import { recordsOf } from '../records.ts'
import { birth, event, health, silentLog, state, temporaryFolder } from '../running.ts'
import { createChance, mutated, type Sent } from './mutations.ts'

const redeliveries = Number(process.env.WATCHPOST_REDELIVERIES ?? 20_000)
const mutations = Number(process.env.WATCHPOST_MUTATIONS ?? 3_000)
const seed = Number(process.env.WATCHPOST_SEED ?? 1)
const timeout = 7_200_000

const own = 'watchpost/v1/site-1/agent-1'
const live = (number: number): Sent => ({ topic: `${own}/event/gate/zone.entered`, payload: encode(event(number)) })
const replay = (from: number, to: number): Sent => {
  const messages = Array.from({ length: to - from + 1 }, (_, index) => event(from + index, { replayed: true }))
  return { topic: `${own}/replay`, payload: encode(messages) }
}

/** Ingest and store as in the collector, in this thread. */
function openAll() {
  const db = openDatabase(join(temporaryFolder(), 'collector.db'))
  // A commit for every message, so that each gets its own answer; power cuts are not what this is about.
  db.pragma('synchronous = OFF')
  const store = createStore(db, { quarantineRows: 1_000_000 })
  let due: (() => void) | undefined
  let agents = 0
  const ingest = createIngest({
    write: (batch) => {
      agents += batch.filter(({ kind }) => kind === 'birth' || kind === 'state' || kind === 'health').length
      return store.write(batch)
    },
    acknowledge: () => undefined,
    onCommitted: () => undefined,
    log: silentLog,
    schedule: (run) => {
      due = run
      return () => {
        due = undefined
      }
    },
  })
  onTestFinished(() => {
    ingest.close()
    store.close()
  })
  const settle = (): void => {
    for (let run = due; run !== undefined; run = due) {
      due = undefined
      run()
    }
  }
  return { db, ingest, settle, agents: () => agents, count: (sql: string) => db.prepare(sql).pluck().get() as number }
}

describe('ingest', () => {
  it(`counts nothing twice in ${redeliveries} redeliveries, live and replayed, in any order`, { timeout }, () => {
    const { db, ingest, settle, count } = openAll()
    const distinct = 2_000
    const chance = createChance(seed)
    let sent = 0
    ingest.accept(replay(1, 200).topic, replay(1, 200).payload)
    for (let from = 1; from <= distinct; from += 100) ingest.accept(`${own}/replay`, replay(from, from + 99).payload)
    settle()
    expect(ingest.status().stored).toBe(distinct)
    const before = ingest.status().duplicates
    while (sent < redeliveries) {
      const first = 1 + chance.below(distinct - 150)
      const last = chance.below(2) === 0 ? first : Math.min(first + chance.below(150), first + redeliveries - sent - 1)
      const { topic, payload } = first === last ? live(first) : replay(first, last)
      expect(ingest.accept(topic, payload)).toBe(true)
      sent += last - first + 1
      if (chance.below(20) === 0) settle()
    }
    settle()
    expect(ingest.status()).toMatchObject({ stored: distinct, quarantined: 0, dropped: 0, failure: undefined })
    expect(ingest.status().duplicates - before).toBe(sent)
    expect(count('SELECT count(*) FROM message')).toBe(distinct)
    expect(count('SELECT count(*) FROM event')).toBe(distinct)
    expect(recordsOf(db)).toHaveLength(distinct)
    expect(db.prepare('SELECT from_seq, to_seq FROM settled').raw().all()).toEqual([[1, distinct]])
  })

  it(`survives ${mutations} changed payloads and topics, and says of each what is wrong with it`, { timeout }, () => {
    const { db, ingest, settle, agents, count } = openAll()
    const chance = createChance(seed)
    const valid: readonly [Sent, ...Sent[]] = [
      live(7),
      live(8),
      replay(20, 23),
      { topic: `${own}/birth`, payload: encode(birth()) },
      { topic: `${own}/state`, payload: encode(state('online')) },
      { topic: `${own}/health`, payload: encode(health()) },
      {
        topic: `${own}/event/agent/outbox.lost`,
        payload: encode(event(9, { camera: 'agent', type: 'outbox.lost', lost: { cause: 'disk', from: 1, to: 2 } })),
      },
    ]
    let refused = 0
    const unanswered: Sent[] = []
    const answers = (): number => {
      const { stored, duplicates, quarantined } = ingest.status()
      return stored + duplicates + quarantined + agents()
    }
    for (let index = 0; index < mutations; index++) {
      const message = mutated(chance.pick(valid), chance)
      const before = answers()
      if (!ingest.accept(message.topic, message.payload)) refused += 1
      settle()
      const isAnswered =
        answers() > before || !message.topic.startsWith('watchpost/') || message.payload.toString() === '[]'
      if (!isAnswered) unanswered.push(message)
    }
    expect(unanswered).toEqual([])
    expect(ingest.status()).toMatchObject({ queued: 0, dropped: 0, failure: undefined })
    expect(ingest.status().quarantined).toBeGreaterThan(mutations / 3)
    expect(refused).toBeGreaterThan(mutations / 1_000)
    expect(count('SELECT sum(times) FROM quarantine')).toBe(ingest.status().quarantined)
    expect(count("SELECT count(*) FROM quarantine WHERE reason = '' OR detail = ''")).toBe(0)
    expect(count("SELECT count(*) FROM quarantine WHERE reason = 'not-storable'")).toBe(0)
    const reasons = db.prepare('SELECT reason, sum(times) FROM quarantine GROUP BY reason ORDER BY 2 DESC').raw().all()
    const { stored: kept, duplicates } = ingest.status()
    const others = { 'still valid': kept + duplicates + agents(), 'on topics of others': refused }
    const outcomes = { ...Object.fromEntries(reasons as [string, number][]), ...others }
    reportMutations({ what: 'payloads and topics', seed, count: mutations, outcomes })

    const stored = ingest.status().stored
    ingest.accept(live(1_000_000).topic, live(1_000_000).payload)
    settle()
    expect(ingest.status().stored).toBe(stored + 1)
  })
})
