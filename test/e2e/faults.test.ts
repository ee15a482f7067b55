import { describe, expect, it } from 'vitest'
import { runSuite } from '../faults/suite.ts'

const seed = Number(process.env.WATCHPOST_SEED ?? 4)

/** The rest of the suite, and more of this, is `./scripts/faults`. */
const parts = ['kill', 'kill-broker', 'redelivery', 'half-open', 'agent-disk-full', 'old-backup']

describe('real agents, brokers and collectors', () => {
  it.each(parts)('lose nothing, count nothing twice and declare every hole: %s', async (name) => {
    const { table, isGood } = await runSuite({ seed, kills: 30, only: [name], progress: () => undefined })
    expect(isGood, table).toBe(true)
  })
})
