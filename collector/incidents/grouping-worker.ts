/** The thread that groups: it waits for disks and locks, so that nobody who brings events or asks for incidents has to. */
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createLog } from '../../runtime/log.ts'
import { backoffMs } from '../../runtime/supervise.ts'
import type { Grouper } from './grouper.ts'
import { openGrouper } from './open-grouper.ts'
import { createPace } from './pace.ts'
import type { FromGrouping, GroupingOptions, ToGrouping } from './thread-messages.ts'

const options = workerData as GroupingOptions
const log = createLog('collector', options.logLevel)
const retry = { minMs: 100, maxMs: 10_000, jitter: 0.2 }
const standingEveryMs = 1_000
const closing = new AbortController()

const say = (message: FromGrouping): void => parentPort?.postMessage(message)

try {
  const { grouper, version, close } = openGrouper(options, options.config, Date.now)
  parentPort?.on('message', (message: ToGrouping) => {
    if (message.kind === 'close') closing.abort()
    else grouper.setPublished(message.number, message.revision)
  })
  say({ kind: 'ready' })
  await run(grouper, version)
  close()
} catch (error) {
  say({ kind: 'refused', message: textOf(error) })
}
parentPort?.close()

async function run(grouper: Grouper, version: () => number): Promise<void> {
  const turn = createPace({ grouper, version, onChanged: () => say({ kind: 'changed' }) })
  let attempt = 0
  let failure: string | undefined
  let toldAt = 0
  while (!closing.signal.aborted) {
    let pauseMs: number
    try {
      pauseMs = turn()
      if (attempt > 0) log.info({ attempts: attempt }, 'events are grouped again')
      attempt = 0
      failure = undefined
    } catch (error) {
      attempt += 1
      failure = textOf(error)
      if (attempt === 1) log.error({ err: error }, 'events cannot be grouped; they are when it can be done again')
      grouper.reset()
      pauseMs = backoffMs(retry, attempt, Math.random())
    }
    if (performance.now() - toldAt > standingEveryMs) {
      say({ kind: 'standing', behind: failure === undefined ? grouper.behind() : 0, failure })
      toldAt = performance.now()
    }
    await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined)
  }
  if (failure === undefined) grouper.flush()
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
