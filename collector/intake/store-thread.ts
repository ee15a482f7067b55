import type { Worker } from 'node:worker_threads'
import { startWorker } from '../../runtime/worker.ts'
import type { FromStore, ThreadOptions, ToStore } from './thread-messages.ts'

export type StoreThread = {
  post(message: ToStore, transfer?: ArrayBuffer[]): void
  /** An empty database has taken the place of a damaged one. */
  readonly isReplaced: boolean
  /** Resolves when the thread is no more. */
  readonly ended: Promise<void>
}

/**
 * Starts the thread of the store.
 * @throws Error when the database cannot be opened, or belongs to a newer program
 */
export async function startStoreThread(
  options: ThreadOptions,
  onMessage: (message: FromStore) => void,
): Promise<StoreThread> {
  const worker = startWorker(import.meta.url, 'store-worker', { workerData: options })
  let failure = new Error('intake: the thread of the store ended')
  worker.on('error', (error) => {
    failure = error
  })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const isReplaced = await opening(worker, ended, () => failure)
  worker.on('message', onMessage)
  return { post: (message, transfer = []) => worker.postMessage(message, transfer), isReplaced, ended }
}

function opening(worker: Worker, ended: Promise<void>, failure: () => Error): Promise<boolean> {
  return new Promise((resolve, reject) => {
    worker.once('message', (message: FromStore) => {
      if (message.kind === 'refused') reject(new Error(message.message))
      else resolve(message.kind === 'ready' && message.isReplaced)
    })
    void ended.then(() => reject(failure()))
  })
}
