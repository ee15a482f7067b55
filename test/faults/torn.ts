import { randomFillSync } from 'node:crypto'
import { appendFileSync, closeSync, existsSync, openSync, statSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '../e2e/stack.ts'
import type { Chance } from '../simulation/chance.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import type { TestAgent } from './world.ts'

const pageBytes = 4_096

/** What a power cut leaves of a write that had begun: the end of the log is no whole frame. */
function tearLog(file: string, chance: Chance): void {
  const log = `${file}-wal`
  if (existsSync(log)) appendFileSync(log, randomFillSync(Buffer.alloc(1 + chance.upTo(3 * pageBytes))))
}

const rounds = 5

export const tornWrites: Scenario = {
  name: 'torn-write',
  fault: 'torn writes at the end of both logs after SIGKILL',
  run: (seed, _scale, progress) =>
    play({ seed, agents: 2 }, async ({ agents, collector, collectorFolder, collectorAnswers, chance }) => {
      for (let round = 1; round <= rounds; round++) {
        progress(`round ${round} of ${rounds}`)
        await sleep(500 + chance.upTo(1_500))
        for (const agent of agents) {
          await agent.kill()
          tearLog(agent.file, chance)
          agent.start()
        }
        await collector.kill()
        tearLog(join(collectorFolder, 'collector.db'), chance)
        collector.start()
        await collectorAnswers()
        await Promise.all(agents.map((agent) => agent.opened()))
      }
      return `${rounds} times with the outboxes of 2 agents and the store`
    }),
}

const damages: readonly [string, (file: string, chance: Chance) => void][] = [
  ['cut off', (file, chance) => truncateSync(file, 1 + chance.upTo(statSync(file).size - 1))],
  ['empty pages', (file) => overwrite(file, 0, Buffer.alloc(2 * pageBytes))],
  [
    'random bytes',
    (file, chance) => overwrite(file, pageBytes * chance.upTo(3), randomFillSync(Buffer.alloc(pageBytes))),
  ],
  ['gone', (file) => truncateSync(file, 0)],
]

function overwrite(file: string, at: number, bytes: Buffer): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, bytes, 0, bytes.byteLength, at)
  closeSync(handle)
}

export const damagedOutbox: Scenario = {
  name: 'damaged-outbox',
  fault: 'outbox damaged while events waited in it',
  run: (seed, _scale, progress) =>
    play(
      { seed },
      async ({ agents, chance, proxy, stored }) => {
        const [agent] = agents as [TestAgent]
        for (const [kind, damage] of damages) {
          progress(kind)
          const before = await stored()
          await waitFor('events arrive', async () => (await stored()) > before + 20 && agent.depth() < 5)
          proxy.set({ kind: 'cut' })
          await waitFor('events wait', () => agent.depth() > 30)
          // In good order, so that all of it is in the file and not in its log.
          await agent.running()?.kill('SIGTERM')
          damage(agent.file, chance)
          proxy.set({ kind: 'clear' })
          agent.start()
          await agent.opened()
        }
        return `${damages.length} files: ${damages.map(([kind]) => kind).join(', ')}`
      },
      { expectsHoles: true },
    ),
}
