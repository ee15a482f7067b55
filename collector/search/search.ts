import type { Worker } from 'node:worker_threads'
import { aborted } from '../../runtime/closing.ts'
import type { Log, LogLevel } from '../../runtime/log.ts'
import { supervise } from '../../runtime/supervise.ts'
import { startWorker } from '../../runtime/worker.ts'
import type { EventCounts, EventPage } from '../../wire/rest.ts'
import type { EventFilter } from '../query/event-filter.ts'
import type { CountQuestion, SearchFiles } from './engine.ts'
import type { FromSearch, Question, SearchThreadOptions, ToSearch } from './thread-messages.ts'

/** The search, which runs in a thread of its own; all of these reject with a SearchError while it cannot answer. */
export type Search = {
  /** As `SearchEngine.page`. */
  page(filter: EventFilter, limit: number, cursor?: string): Promise<EventPage | undefined>
  counts(question: CountQuestion): Promise<EventCounts>
  /** Begins anew with the events that lie there now: the database that they were in was set aside. */
  restart(): void
  close(): Promise<void>
}

/** The search is being made ready, or was cut off. */
export class SearchError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SearchError'
  }
}

export type SearchOptions = SearchFiles & {
  readonly log: Log
  /** Told which of the noted changes are not needed any longer. */
  readonly onSaved: (changesTo: number) => void
}

type Waiting = { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void }

/** Starts the thread; questions that come before it is there wait for it. */
export function openSearch({ log, onSaved, ...files }: SearchOptions): Search {
  const workerData: SearchThreadOptions = { ...files, logLevel: log.level as LogLevel }
  const waiting = new Map<number, Waiting>()
  const stopping = new AbortController()
  let last = 0
  let worker: Worker | undefined
  /** Its first word is that it is there. */
  let isThere = false

  const take = (message: FromSearch): void => {
    isThere = true
    if (message.kind === 'saved') {
      onSaved(message.changesTo)
      return
    }
    const asker = waiting.get(message.number)
    waiting.delete(message.number)
    if (message.kind === 'answer') asker?.resolve(message.answer)
    else if (message.kind === 'failed') asker?.reject(new Error(`search: ${message.message}`))
    else asker?.reject(new SearchError(notReady(message.progress)))
  }

  const start = (): { worker: Worker; ended: Promise<Error> } => {
    const thread = startWorker(import.meta.url, 'search-worker', { workerData })
    let failure = new Error('search: its thread ended')
    thread.on('error', (error) => {
      failure = error
    })
    thread.on('message', take)
    return { worker: thread, ended: new Promise((resolve) => thread.once('exit', () => resolve(failure))) }
  }

  const running = supervise(
    async (signal) => {
      const started = start()
      worker = started.worker
      isThere = false
      const failure = await Promise.race([started.ended, aborted(signal)])
      if (failure === undefined) {
        // One that still reads its program in has nothing to write down.
        if (isThere) started.worker.postMessage({ kind: 'close' } satisfies ToSearch)
        else void started.worker.terminate()
        await started.ended
        return
      }
      worker = undefined
      for (const { reject } of waiting.values()) reject(new SearchError('it was cut off; ask again'))
      waiting.clear()
      throw failure
    },
    { signal: stopping.signal, onFailure: ({ error }) => log.error({ err: error }, 'the search is started again') },
  )

  const ask = <T>(question: Question): Promise<T> => {
    const number = ++last
    return new Promise<T>((resolve, reject) => {
      if (worker === undefined) return reject(new SearchError('it is being started; ask again'))
      waiting.set(number, { resolve: (answer) => resolve(answer as T), reject })
      worker.postMessage({ number, ...question } satisfies ToSearch)
    })
  }

  return {
    page: (filter, limit, cursor) => ask({ kind: 'page', filter, limit, cursor }),
    counts: (question) => ask({ kind: 'counts', question }),
    restart: () => worker?.postMessage({ kind: 'close' } satisfies ToSearch),
    async close() {
      stopping.abort()
      await running
    },
  }
}

function notReady(progress: number): string {
  return `what is stored is being made ready to be searched, ${Math.floor(progress * 100)} % is done; ask again in a minute`
}
