import { expect, it } from 'vitest'
import type { Flaw } from './flaw.ts'
import { runSchedule } from './schedule.ts'

const firstSeed = Number(process.env.WATCHPOST_SEED ?? 1)
const schedules = Number(process.env.WATCHPOST_SCHEDULES ?? 1_000)

/** Promises of earlier schedules are let go from time to time. */
async function findViolation(seeds: number, run: (seed: number) => string | undefined): Promise<string | undefined> {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const violation = run(seed)
    if (violation !== undefined) return `WATCHPOST_SEED=${seed} WATCHPOST_SCHEDULES=1: ${violation}`
    if (seed % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return undefined
}

it(`every event is stored once and in order, and every hole declared, in ${schedules} random schedules`, {
  timeout: 600_000,
}, async () => {
  expect(await findViolation(schedules, (seed) => runSchedule(seed))).toBeUndefined()
})

const notStored = /committed messages are not stored/

it.each<[Flaw, RegExp]>([
  ['deletes-on-puback', notStored],
  ['acknowledges-early', notStored],
  ['forgets-commits', notStored],
  ['never-resends', /still in the outbox/],
  ['hides-losses', /drafts, .* are stored and .* declared as lost/],
  ['stores-twice', /messages are stored as/],
])('would be noticed: %s', { timeout: 120_000 }, async (flaw, complaint) => {
  const complaintAbout = (seed: number) => {
    const violation = runSchedule(seed, flaw)
    return violation !== undefined && complaint.test(violation) ? violation : undefined
  }
  expect(await findViolation(1_000, complaintAbout)).toMatch(complaint)
})

it('does the same again for the same seed', () => {
  const once = runSchedule(7, 'deletes-on-puback')
  expect(runSchedule(7, 'deletes-on-puback')).toBe(once)
})
