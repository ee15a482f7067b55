import { describe, expect, it } from 'vitest'
import { runSuite, whyImpossible } from '../faults/suite.ts'

const seed = Number(process.env.WATCHPOST_SEED ?? 4)

/** The rest of the suite, and more of this, is `./scripts/faults`; redeliveries are in the tests of ingest, too. */
const parts = ['kill', 'kill-broker', 'half-open', 'agent-disk-full', 'damaged-outbox', 'old-backup'].map((name) => ({
  name,
  reason: whyImpossible(name),
}))

for (const { name, reason } of parts) if (reason !== undefined) console.warn(`skipped: ${name}: ${reason}`)

/** They wait more than they work. */
describe('real agents, brokers and collectors', () => {
  it.concurrent.for(parts)(
    'lose nothing, count nothing twice and declare every hole: $name',
    async ({ name, reason }, { skip }) => {
      skip(reason !== undefined, reason)
      const { table, isGood } = await runSuite({ seed, kills: 30, only: [name], progress: () => undefined })
      expect(isGood, table).toBe(true)
    },
  )
})
