/** The thread of retention: looks for what has been kept long enough, and removes files; rows are deleted by the store. */
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createLog } from '../../runtime/log.ts'
import type { Erasure } from '../store/erasing.ts'
import { openSources } from './open-sources.ts'
import { runRetention } from './run.ts'
import type { FromRetention, RetentionStanding, RetentionThreadOptions, ToRetention } from './thread-messages.ts'

const options = workerData as RetentionThreadOptions
const { config, firstAfterMs, everyMs } = options
const log = createLog('collector', options.logLevel)
const closing = new AbortController()

/** For each millisecond of work so many are left to those who bring events. */
const restShare = 18
const maxRestMs = 1_000
/** A whole look at all files. */
const inventoryEveryMs = 86_400_000
/** Until entries of the audit record are on disk for certain. */
const notedAfterMs = 2_000
const lookEveryMs = 1_000

const say = (message: FromRetention): void => parentPort?.postMessage(message)
const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: closing.signal })

const waiting = new Map<number, { resolve: (tookMs: number) => void; reject: (error: Error) => void }>()
let requests = 0
let mediaBytes: number | undefined
let standing: RetentionStanding = { freeBytes: 0, isRunning: false }

parentPort?.on('message', (message: ToRetention) => {
  if (message.kind === 'close') closing.abort()
  else if (message.kind === 'stored') mediaBytes = mediaBytes === undefined ? undefined : mediaBytes + message.bytes
  else answer(message)
})

function answer({ request, tookMs, failure }: Extract<ToRetention, { kind: 'erased' }>): void {
  const asker = waiting.get(request)
  waiting.delete(request)
  if (failure === undefined) asker?.resolve(tookMs)
  else asker?.reject(new Error(failure))
}

function erase(erasure: Erasure): Promise<number> {
  closing.signal.throwIfAborted()
  const request = ++requests
  return new Promise((resolve, reject) => {
    waiting.set(request, { resolve, reject })
    say({ kind: 'erase', request, erasure })
  })
}

const sources = openSources(options, config)
try {
  await serve()
} catch (error) {
  if (!closing.signal.aborted) throw error
} finally {
  sources.close()
  parentPort?.close()
}

async function serve(): Promise<void> {
  await noteRuns()
  let [dueAt, inventoryDueAt] = [performance.now() + firstAfterMs, 0]
  for (;;) {
    tell({ ...standing, isRunning: false })
    while (performance.now() < dueAt && !isFull())
      await pause(Math.min(lookEveryMs, Math.max(1, dueAt - performance.now())))
    const isInventoryDue = mediaBytes === undefined || performance.now() > inventoryDueAt
    if (isInventoryDue) inventoryDueAt = performance.now() + inventoryEveryMs
    if (config.enabled) await run(isInventoryDue)
    dueAt = performance.now() + everyMs
  }
}

function isFull(): boolean {
  return config.enabled && config.maxMediaBytes !== undefined && (mediaBytes ?? 0) > config.maxMediaBytes
}

async function run(isInventoryDue: boolean): Promise<void> {
  const now = Date.now()
  const { policy, ...others } = sources
  tell({ ...standing, isRunning: true })
  try {
    const { inventory } = await runRetention({
      ...others,
      policy: policy(),
      now,
      erase,
      rest: (tookMs) => pause(Math.min(maxRestMs, Math.ceil(tookMs * restShare))),
      maxMediaBytes: config.maxMediaBytes,
      ...(!isInventoryDue && mediaBytes !== undefined && { mediaBytes }),
      onErased(counts) {
        if (mediaBytes !== undefined) mediaBytes -= counts.reduce((sum, { bytes }) => sum + bytes, 0)
        say({ kind: 'erased-some', counts })
      },
    })
    if (inventory !== undefined) mediaBytes = inventory.bytes
    const { failure: _, ...before } = standing
    standing = { ...before, endedAt: Date.now() }
  } catch (error) {
    closing.signal.throwIfAborted()
    const cause = error instanceof Error ? error.message : String(error)
    log.error({ err: error }, 'retention could not go on; it is tried again in its next run')
    standing = { ...standing, failure: cause }
    await erase({ run: now, ended: { at: Date.now(), cause } }).catch(() => undefined)
  }
  await noteRuns()
}

/** Those of before a crash, too. */
async function noteRuns(): Promise<void> {
  const runs = sources.retained.unnoted()
  const told = runs.filter(({ counts }) => counts.length > 0)
  if (told.length > 0) {
    say({ kind: 'note', runs: told })
    await pause(notedAfterMs)
  }
  for (const { run } of runs) await erase({ run, isNoted: true }).catch(() => undefined)
}

function tell(now: RetentionStanding): void {
  standing = { ...now, freeBytes: sources.retained.freeBytes(), ...(mediaBytes !== undefined && { mediaBytes }) }
  say({ kind: 'standing', standing })
}
