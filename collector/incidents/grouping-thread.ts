import type { Worker } from 'node:worker_threads'
import { aborted } from '../../runtime/closing.ts'
import type { Log } from '../../runtime/log.ts'
import { supervise } from '../../runtime/supervise.ts'
import { startWorker } from '../../runtime/worker.ts'
import type { FromGrouping, GroupingOptions, ToGrouping } from './thread-messages.ts'

export type GroupingThread = {
  /** Why events are not grouped now; undefined while they are. */
  failure(): string | undefined
  /** Events that wait to be looked at. */
  behind(): number
  /** Everybody was told of an incident as it is at a revision. */
  setTold(number: number, revision: number): void
  /** Opens its databases anew. */
  restart(): void
  close(): Promise<void>
}

/** It says how it stands every second; what is silent for so long is stuck. */
const silentMs = 30_000

/**
 * Starts the thread that groups, and starts it again when it ends.
 * @param onChanged told when incidents may have changed
 * @throws Error when it cannot read or write its databases
 */
export async function startGrouping(
  options: GroupingOptions,
  onChanged: () => void,
  log: Log,
): Promise<GroupingThread> {
  const stopping = new AbortController()
  let failure: string | undefined
  let behind = 0
  let heardAt = performance.now()
  const take = (message: FromGrouping): void => {
    if (message.kind === 'changed') onChanged()
    if (message.kind !== 'standing') return
    heardAt = performance.now()
    failure = message.failure
    behind = message.behind
  }

  let thread: Thread | undefined = await start(options, take)
  const watching = supervise(
    async (signal) => {
      thread ??= await start(options, take)
      heardAt = performance.now()
      await Promise.race([thread.ended, aborted(signal)])
      if (signal.aborted) return
      thread = undefined
      throw new Error('incidents: the thread that groups ended')
    },
    {
      signal: stopping.signal,
      onFailure: ({ error }) => {
        failure = error instanceof Error ? error.message : String(error)
        log.error({ err: error }, 'grouping is started again')
      },
    },
  )

  return {
    failure: () => failure ?? (performance.now() - heardAt > silentMs ? 'grouping does not answer' : undefined),
    behind: () => behind,
    setTold: (number, revision) => thread?.worker.postMessage({ kind: 'told', number, revision } satisfies ToGrouping),
    restart: () => thread?.worker.postMessage({ kind: 'close' } satisfies ToGrouping),
    async close() {
      stopping.abort()
      await watching
      thread?.worker.postMessage({ kind: 'close' } satisfies ToGrouping)
      await thread?.ended
    },
  }
}

type Thread = { readonly worker: Worker; readonly ended: Promise<void> }

async function start(options: GroupingOptions, take: (message: FromGrouping) => void): Promise<Thread> {
  const worker = startWorker(import.meta.url, 'grouping-worker', { workerData: options })
  let failure = new Error('incidents: the thread that groups ended')
  worker.on('error', (error: Error) => {
    failure = error
  })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    worker.once('message', (message: FromGrouping) => {
      if (message.kind === 'refused') reject(new Error(`incidents: ${message.message}`))
      else resolve()
    })
    void ended.then(() => reject(failure))
  })
  worker.on('message', take)
  return { worker, ended }
}
