import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'

const hourMs = 3_600_000

export const clocks: Scenario = {
  name: 'clock',
  fault: 'clocks jump by an hour, boxes start in 1970',
  run: (seed, _scale, progress) =>
    play({ seed, agents: 2 }, async ({ agents, collector, collectorAnswers, collectorFolder, folder, chance }) => {
      const offsets = [...agents, collector].map((_, index) => join(folder, `offset-${index}`))
      const [collectorOffset = ''] = offsets.slice(-1)
      const set = (file: string, offsetMs: number): void => writeFileSync(file, String(offsetMs))
      for (const file of offsets) set(file, 1)
      await collector.kill()
      collector.start({ WATCHPOST_CLOCK: collectorOffset })
      await collectorAnswers()
      for (const [index, agent] of agents.entries()) {
        await agent.kill()
        agent.start({ WATCHPOST_CLOCK: offsets[index] as string })
        await agent.opened()
      }
      for (const jump of [hourMs, -hourMs, 1, -2 * hourMs, 2 * hourMs]) {
        progress(`${jump / hourMs} h`)
        for (const file of offsets) if (chance.of(0.8)) set(file, jump)
        await sleep(2_000)
      }
      progress('1970')
      for (const [index, agent] of agents.entries()) {
        await agent.kill()
        set(offsets[index] as string, 10_000 - Date.now())
        agent.start({ WATCHPOST_CLOCK: offsets[index] as string })
        await agent.opened()
      }
      await sleep(3_000)
      // The box learns the time while it runs, as from NTP.
      for (const file of offsets) set(file, 1)
      await sleep(2_000)
      const unset = messagesOf1970(join(collectorFolder, 'collector.db'))
      if (unset.length === 0) throw new Error('no event came from 1970')
      const unflagged = unset.filter((clock) => clock !== 'none').length
      if (unflagged > 0) throw new Error(`${unflagged} of ${unset.length} events of 1970 claim a clock`)
      return `5 jumps of agents and collector; 2 starts in 1970, of which ${unset.length} events came, all of them flagged`
    }),
}

/** What events of a box whose clock was never set say of it. */
function messagesOf1970(file: string): string[] {
  const db = new Database(file, { readonly: true })
  const clocks = db
    .prepare(
      "SELECT json_extract(payload, '$.clock') FROM message WHERE json_extract(payload, '$.at') < 31536000000 AND json_extract(payload, '$.reason') IS NOT 'agent-restart'",
    )
    .pluck()
    .all() as string[]
  db.close()
  return clocks
}
