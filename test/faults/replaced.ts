import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { waitFor } from '../e2e/stack.ts'
import { mosquittoMissing } from './mosquitto.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'

const rounds = 4

export const emptyBroker: Scenario = {
  name: 'empty-broker',
  fault: 'broker replaced by an empty one',
  impossible: mosquittoMissing,
  run: (seed, _scale, progress) =>
    play({ seed, agents: 2, broker: 'mosquitto' }, async ({ mosquitto, chance }) => {
      for (let round = 1; round <= rounds; round++) {
        progress(`round ${round} of ${rounds}`)
        await sleep(2_000 + chance.upTo(2_000))
        await mosquitto?.kill()
        mosquitto?.empty()
        await sleep(chance.upTo(1_000))
        await mosquitto?.start()
      }
      await sleep(3_000)
      return `${rounds} times, with all that it had retained and kept for the collector`
    }),
}

export const oldBackup: Scenario = {
  name: 'old-backup',
  fault: 'collector restored from an older backup',
  run: (seed, _scale, progress) =>
    play(
      { seed, agents: 2 },
      async ({ agents, collector, collectorAnswers, collectorFolder, folder, chance }) => {
        const file = join(collectorFolder, 'collector.db')
        const backup = join(folder, 'backup.db')
        await waitFor('all are known', () => agents.every((agent) => agent.lastSeq() > 40 && agent.depth() < 20))
        await sleep(chance.upTo(1_000))
        await copyDatabase(file, backup)
        await sleep(2_000 + chance.upTo(2_000))
        progress('its disk is lost')
        await collector.kill()
        for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
        await sleep(1_500)
        await copyDatabase(backup, file)
        const waiting = agents.reduce((sum, agent) => sum + agent.depth(), 0)
        collector.start()
        await collectorAnswers()
        await sleep(3_000)
        return `${waiting} messages that agents still held came; the gap of the others is shown in full`
      },
      { gapsAreShown: true, expectsHoles: true },
    ),
}

async function copyDatabase(from: string, to: string): Promise<void> {
  const db = new Database(from, { readonly: true })
  await db.backup(to)
  db.close()
}
