import { aborted } from '../../runtime/closing.ts'
import type { Log, LogLevel } from '../../runtime/log.ts'
import { supervise } from '../../runtime/supervise.ts'
import type { Erasure } from '../store/erasing.ts'
import { createTally } from '../tally.ts'
import { createPacker } from './packer.ts'
import { createRateGuard } from './rate-guard.ts'
import { type StoreThread, startStoreThread } from './store-thread.ts'
import type { Commit, FromStore, StoreAnswer, ThreadOptions } from './thread-messages.ts'

export type IntakeOptions = {
  readonly file: string
  readonly quarantineRows: number
  /** What one agent may send. */
  readonly agentBytesPerSecond: number
  readonly onCommitted: (commit: Commit) => void
  /** Told when an empty database has taken the place of a damaged one: whoever reads it has the old file open. */
  readonly onReplaced?: () => void
  readonly log: Log
}

/** From the broker to the store, which runs in a thread of its own: SQLite blocks the thread that it runs in. */
export type Intake = {
  /** @param stored called when the message is stored, or dropped: its agent sends it again, the broker need not */
  accept(topic: string, payload: Uint8Array, stored?: () => void): void
  /** Whether commits tell which events they changed. */
  watch(isWatched: boolean): void
  /** Noted changes of events up to this one are not needed any longer. */
  forgetChanges(upTo: number): void
  /** Deletes what retention has chosen, between two commits. @returns how long it took, milliseconds */
  erase(erasure: Erasure): Promise<number>
  /** What the store says of itself, tried and not assumed; undefined when it does not answer. */
  ask(): Promise<StoreAnswer | undefined>
  /** Messages that were dropped on their way to the store. */
  dropped(): number
  /** Messages that were refused because their agent sent too much. */
  throttled(): number
  /** Stores and acknowledges what came before. */
  close(): Promise<void>
}

/** On the way to the thread: while its disk does not answer, memory must not fill. The newest are dropped. */
const maxUntakenBytes = 64 * 1024 * 1024
const answerMs = 5_000

/** @throws Error when the database cannot be opened, or belongs to a newer program */
export async function openIntake(settings: IntakeOptions): Promise<Intake> {
  const { file, quarantineRows, agentBytesPerSecond, onCommitted, onReplaced, log } = settings
  const guard = createRateGuard(agentBytesPerSecond)
  const throttleTally = createTally(log, 'message refused, its agent sends too much; it sends it again')
  const watched = new SharedArrayBuffer(4)
  const options: ThreadOptions = { file, quarantineRows, logLevel: log.level as LogLevel, isSuspect: false, watched }
  const stopping = new AbortController()
  const dropTally = createTally(log, 'message dropped, the store does not keep up; agents send it again')
  const questions = new Map<number, (answer: StoreAnswer) => void>()
  /** Who waits for a message to be stored, by ticket. */
  const waiting = new Map<number, () => void>()
  const erasing = new Map<number, { resolve: (tookMs: number) => void; reject: (error: Error) => void }>()
  let isSuspect = false
  let ticket = 0
  let untakenBytes = 0
  let dropped = 0
  let throttled = 0
  let asked = 0
  let requests = 0

  const release = (tickets: readonly number[]): void => {
    for (const ticket of tickets) {
      waiting.get(ticket)?.()
      waiting.delete(ticket)
    }
  }

  /** Nobody is left to wait for an answer that will not come. */
  const refuse = (failure: Error): void => {
    for (const { reject } of erasing.values()) reject(failure)
    erasing.clear()
  }

  const take = (message: FromStore): void => {
    if (message.kind === 'committed') {
      onCommitted(message)
      release(message.tickets)
    } else if (message.kind === 'taken') {
      untakenBytes -= message.bytes
      release(message.tickets)
    } else if (message.kind === 'answer') {
      questions.get(message.question)?.(message)
    } else if (message.kind === 'damaged') {
      isSuspect = true
    } else if (message.kind === 'erased') {
      const asker = erasing.get(message.request)
      erasing.delete(message.request)
      if (message.failure === undefined) asker?.resolve(message.tookMs)
      else asker?.reject(new Error(message.failure))
    }
  }

  const start = async (): Promise<StoreThread> => {
    const started = await startStoreThread({ ...options, isSuspect }, take)
    isSuspect = false
    return started
  }

  let thread: StoreThread | undefined = await start()
  // A thread that ends takes with it what is not acknowledged: agents send that again, to the one that follows it.
  const watching = supervise(
    async (signal) => {
      if (thread === undefined) {
        thread = await start()
        if (thread.isReplaced) onReplaced?.()
      }
      await Promise.race([thread.ended, aborted(signal)])
      if (signal.aborted) return
      thread = undefined
      untakenBytes = 0
      release([...waiting.keys()])
      refuse(new Error('intake: the store was started again'))
      throw new Error('intake: the thread of the store ended')
    },
    { signal: stopping.signal, onFailure: ({ error }) => log.error({ err: error }, 'the store is started again') },
  )

  const packer = createPacker((pack) => {
    untakenBytes += pack.bytes.byteLength
    thread?.post(pack, [pack.bytes.buffer])
  })

  return {
    accept(topic, payload, stored) {
      if (!guard.admits(topic, payload.byteLength, performance.now())) {
        throttled += 1
        throttleTally.add({ topic, throttled, agentBytesPerSecond })
        return stored?.()
      }
      if (thread === undefined || untakenBytes > maxUntakenBytes) {
        dropped += 1
        dropTally.add({ topic, dropped })
        return stored?.()
      }
      if (stored === undefined) return packer.add(topic, payload, 0)
      waiting.set(++ticket, stored)
      packer.add(topic, payload, ticket)
    },
    watch: (isWatched) => void Atomics.store(new Int32Array(watched), 0, isWatched ? 1 : 0),
    forgetChanges: (upTo) => thread?.post({ kind: 'forget-changes', upTo }),
    erase(erasure) {
      const request = ++requests
      return new Promise((resolve, reject) => {
        if (thread === undefined) return reject(new Error('intake: the store is not open'))
        erasing.set(request, { resolve, reject })
        thread.post({ kind: 'erase', request, erasure })
      })
    },
    ask() {
      const question = ++asked
      return new Promise((resolve) => {
        const give = (answer: StoreAnswer | undefined): void => {
          clearTimeout(timer)
          questions.delete(question)
          resolve(answer)
        }
        const timer = setTimeout(give, answerMs, undefined)
        questions.set(question, give)
        if (thread === undefined) give(undefined)
        else thread.post({ kind: 'ask', question })
      })
    },
    dropped: () => dropped,
    throttled: () => throttled,
    async close() {
      packer.flush()
      stopping.abort()
      await watching
      thread?.post({ kind: 'close' })
      await thread?.ended
      thread = undefined
      refuse(new Error('intake: the store was closed'))
    },
  }
}
