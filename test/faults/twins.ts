import { cpSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { duplicateIdentity, type Health } from '../../wire/health.ts'
import { waitFor } from '../e2e/stack.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import type { TestAgent } from './world.ts'

export const twins: Scenario = {
  name: 'twins',
  fault: 'two agents with one identity, the second a copy of the first',
  run: (seed, _scale, progress) =>
    play({ seed, eventsPerSecond: 5 }, async (world) => {
      const [first] = world.agents as [TestAgent]
      await waitFor('events arrive', () => first.lastSeq() > 20 && first.depth() === 0)
      await first.running()?.kill('SIGTERM')
      const second = world.addAgent(first.name)
      cpSync(first.folder, second.folder, { recursive: true })
      first.start()
      second.start()
      await second.opened()
      progress('both run')
      const startedAt = performance.now()
      await waitFor('there is an alarm', () => Promise.resolve(isAlarmKept(`${world.collectorFolder}/collector.db`)), {
        timeoutMs: 180_000,
      })
      const alarmS = Math.round((performance.now() - startedAt) / 1_000)
      await sleep(5_000)
      return `alarm after ${alarmS} s; then each of them alone`
    }),
}

function isAlarmKept(file: string): boolean {
  const db = new Database(file, { readonly: true })
  const texts = db.prepare('SELECT health FROM agent WHERE health IS NOT NULL').pluck().all() as string[]
  db.close()
  return texts.some((text) => (JSON.parse(text) as Health).alarms?.includes(duplicateIdentity))
}
