import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '../e2e/stack.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import { isRunning } from './settle.ts'
import type { TestAgent, World } from './world.ts'

type SmallDisk = { readonly folder: string; fill(): void; free(): void; close(): void }

/** A disk of its own in memory, that can be full without harm to anybody else. */
function openSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'watchpost', folder])
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder)
      try {
        writeFileSync(filler, Buffer.alloc(bavail * bsize))
      } catch (error) {
        // Others took of the room meanwhile: then it is as full as it should be.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    },
    free: () => rmSync(filler, { force: true }),
    close() {
      spawnSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const mountImpossible = (): string | undefined => {
  try {
    openSmallDisk(1).close()
    return undefined
  } catch {
    return 'this user may not mount a small disk'
  }
}

async function onSmallDisk<T>(megabytes: number, use: (disk: SmallDisk) => Promise<T>): Promise<T> {
  const disk = openSmallDisk(megabytes)
  try {
    return await use(disk)
  } finally {
    disk.close()
  }
}

export const agentDiskFull: Scenario = {
  name: 'agent-disk-full',
  fault: 'disk of the agent full, and its power cut while it is',
  impossible: mountImpossible,
  run: (seed, _scale, progress) =>
    onSmallDisk(4, (disk) =>
      play(
        { seed, agentFolder: disk.folder },
        async (world) => {
          const [agent] = world.agents as [TestAgent]
          await waitFor('events are written', () => agent.lastSeq() > 20)
          disk.fill()
          await seesFullDisk(world)
          await sleep(2_000 + world.chance.upTo(2_000))
          progress('full, and has room again')
          disk.free()
          await waitFor('what memory held is written', async () => (await failureOf(world)) === 'none')
          const before = agent.ledger().filter(({ kind }) => kind === 'committed').length
          disk.fill()
          await seesFullDisk(world)
          await sleep(2_000 + world.chance.upTo(2_000))
          progress('full, and killed')
          await agent.kill()
          agent.start()
          await agent.opened()
          await sleep(2_000)
          disk.free()
          const grows = () => agent.ledger().filter(({ kind }) => kind === 'committed').length > before + 20
          await waitFor('it writes again', grows)
          return 'full for some seconds, freed; full, killed, started while full, freed: it went on by itself both times'
        },
        { expectsHoles: true },
      ),
    ),
}

/** The agent says so in its health: its outbox does not shrink any more, though a collector is there. */
async function seesFullDisk(world: World): Promise<void> {
  await waitFor('the full disk is told', async () => (await failureOf(world)) !== 'none')
}

/** Told by the number of messages that wait: with a collector there, nothing else makes it grow. */
async function failureOf(world: World): Promise<'full' | 'none'> {
  const [record] = await world.records()
  return (record?.outboxDepth ?? 0) > 15 ? 'full' : 'none'
}

export const collectorDiskFull: Scenario = {
  name: 'collector-disk-full',
  fault: 'disk of the collector full, and its power cut while it is',
  impossible: mountImpossible,
  run: (seed, _scale, progress) =>
    onSmallDisk(12, (disk) => {
      const collectorFolder = join(disk.folder, 'collector')
      mkdirSync(collectorFolder)
      return play({ seed, agents: 2, collectorFolder }, async (world) => {
        const { collector, httpUrl } = world
        const isHealthy = async () => (await fetch(`${httpUrl}/healthz`)).ok
        await waitFor('it stores', isHealthy)
        disk.fill()
        await waitFor('the full disk is told', async () => !(await isHealthy()), { timeoutMs: 60_000 })
        await sleep(2_000)
        progress('full, and has room again')
        disk.free()
        await waitFor('it stores again', isHealthy, { timeoutMs: 60_000 })
        disk.fill()
        await sleep(1_000 + world.chance.upTo(2_000))
        progress('full, and killed')
        await collector.kill()
        collector.start()
        await sleep(3_000)
        const didStart = isRunning(collector)
        disk.free()
        if (!isRunning(collector)) collector.start()
        await world.collectorAnswers()
        await waitFor('it stores again', isHealthy, { timeoutMs: 60_000 })
        const start = didStart ? 'it started while full' : 'it refused to start until there was room'
        return `full for some seconds, freed; full, killed: ${start}`
      })
    }),
}
