/** Retention, in a thread of its own: what it finds is deleted by whoever writes the events, between two commits. */
import type { Worker } from 'node:worker_threads'
import { aborted } from '../../runtime/closing.ts'
import type { Log, LogLevel } from '../../runtime/log.ts'
import { supervise } from '../../runtime/supervise.ts'
import { startWorker } from '../../runtime/worker.ts'
import type { ErasureRun } from '../query/retained.ts'
import type { DataClass, Erasure } from '../store/erasing.ts'
import type { RetentionConfig } from './config.ts'
import type {
  FromRetention,
  RetentionFiles,
  RetentionStanding,
  RetentionThreadOptions,
  ToRetention,
} from './thread-messages.ts'

export type RetentionOptions = RetentionFiles & {
  readonly config: RetentionConfig
  readonly log: Log
  /** @returns how long it took, milliseconds; rejects when it was not done */
  readonly erase: (erasure: Erasure) => Promise<number>
  /** Told of each run that deleted something, at least once. */
  readonly onRun: (run: ErasureRun) => void
  readonly firstAfterMs?: number
  readonly everyMs?: number
}

export type Retention = {
  /** A picture or a clip of so many bytes came. */
  stored(bytes: number): void
  standing(): RetentionStanding
  /** Deleted since the collector was started. */
  erased(): ReadonlyMap<DataClass, { readonly count: number; readonly bytes: number }>
  /** Opens its databases anew: one of them was replaced. */
  restart(): void
  close(): Promise<void>
}

const usualFirstAfterMs = 60_000
const usualEveryMs = 3_600_000

export function startRetention(options: RetentionOptions): Retention {
  const { config, log, erase, onRun, firstAfterMs = usualFirstAfterMs, everyMs = usualEveryMs, ...files } = options
  const workerData: RetentionThreadOptions = {
    ...{ ...files, config, firstAfterMs, everyMs },
    logLevel: log.level as LogLevel,
  }
  const stopping = new AbortController()
  const erased = new Map<DataClass, { count: number; bytes: number }>()
  let worker: Worker | undefined
  let standing: RetentionStanding = { freeBytes: 0, isRunning: false }

  const post = (to: Worker, message: ToRetention): void => to.postMessage(message)

  const take = (from: Worker, message: FromRetention): void => {
    if (message.kind === 'standing') standing = message.standing
    else if (message.kind === 'note') for (const run of message.runs) onRun(run)
    else if (message.kind === 'erased-some') {
      for (const { class: dataClass, count, bytes } of message.counts) {
        const before = erased.get(dataClass) ?? { count: 0, bytes: 0 }
        erased.set(dataClass, { count: before.count + count, bytes: before.bytes + bytes })
      }
    } else {
      const { request, erasure } = message
      erase(erasure).then(
        (tookMs) => post(from, { kind: 'erased', request, tookMs }),
        (error: Error) => post(from, { kind: 'erased', request, tookMs: 0, failure: error.message }),
      )
    }
  }

  const running = supervise(
    async (signal) => {
      const thread = startWorker(import.meta.url, 'retention-worker', { workerData })
      worker = thread
      let failure = new Error('retention: its thread ended')
      thread.on('error', (error: Error) => {
        failure = error
      })
      thread.on('message', (message: FromRetention) => take(thread, message))
      const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
      await Promise.race([ended, aborted(signal)])
      worker = undefined
      if (!signal.aborted) throw failure
      post(thread, { kind: 'close' })
      await ended
    },
    { signal: stopping.signal, onFailure: ({ error }) => log.error({ err: error }, 'retention is started again') },
  )

  return {
    stored: (bytes) => worker && post(worker, { kind: 'stored', bytes }),
    standing: () => standing,
    erased: () => erased,
    restart: () => worker && post(worker, { kind: 'close' }),
    async close() {
      stopping.abort()
      await running
    },
  }
}
