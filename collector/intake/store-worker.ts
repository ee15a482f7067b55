/** The thread of the store: reads messages, commits them, says what is committed. SQLite blocks the thread that it runs in. */
import { parentPort, workerData } from 'node:worker_threads'
import { createLog } from '../../runtime/log.ts'
import type { AddressedAck } from '../ingest/acks.ts'
import { createIngest } from '../ingest/ingest.ts'
import { isDamage } from '../store/set-aside.ts'
import { openStore, type Store } from '../store/store.ts'
import type { FromStore, ThreadOptions, ToStore } from './thread-messages.ts'

const { file, quarantineRows, logLevel, isSuspect, watched } = workerData as ThreadOptions
const isWatched = new Int32Array(watched)
const log = createLog('collector', logLevel)

const say = (message: FromStore): void => parentPort?.postMessage(message)

try {
  let isReplaced = false
  const onSetAside = (damaged: object): void => {
    isReplaced = true
    log.error(damaged, 'the database is damaged and was set aside; agents send what they still hold to an empty one')
  }
  serve(openStore(file, { quarantineRows, isSuspect }, onSetAside))
  say({ kind: 'ready', isReplaced })
} catch (error) {
  say({ kind: 'refused', message: error instanceof Error ? error.message : String(error) })
}

function serve(store: Store): void {
  let acks: AddressedAck[] = []
  let tickets: number[] = []
  const ingest = createIngest({
    write: (batch) => unlessDamaged(() => store.write(batch)),
    acknowledge: (ack) => void acks.push(ack),
    onCommitted: (result, tookMs) => {
      const events = Atomics.load(isWatched, 0) === 0 ? [] : result.events
      say({ kind: 'committed', acks, events, agents: result.agents, tickets, tookMs })
      acks = []
      tickets = []
    },
    release: (ticket) => void tickets.push(ticket),
    log,
  })

  /** A broken file does not get better by trying again: the thread that follows this one checks it. */
  const unlessDamaged = <T>(write: () => T): T => {
    try {
      return write()
    } catch (error) {
      if (isDamage(error)) {
        log.error({ err: error }, 'the database is damaged; it is checked')
        say({ kind: 'damaged' })
        // Ends the thread, whoever catches it here.
        setImmediate(() => {
          throw error as Error
        })
      }
      throw error
    }
  }

  const failureOf = (attempt: () => void): { storeFailure?: string } => {
    try {
      attempt()
      return {}
    } catch (error) {
      return { storeFailure: error instanceof Error ? error.message : String(error) }
    }
  }

  parentPort?.on('message', (message: ToStore) => {
    switch (message.kind) {
      case 'messages': {
        const { topics, ends, bytes, receivedAt } = message
        const refused: number[] = []
        topics.forEach((topic, index) => {
          const payload = bytes.subarray(ends[index - 1] ?? 0, ends[index])
          const ticket = message.tickets[index] ?? 0
          if (!ingest.accept(topic, payload, receivedAt, ticket) && ticket > 0) refused.push(ticket)
        })
        say({ kind: 'taken', bytes: bytes.byteLength, tickets: refused })
        break
      }
      case 'ask':
        say({
          kind: 'answer',
          question: message.question,
          status: ingest.status(),
          ...failureOf(() => store.probe(Date.now())),
        })
        break
      case 'forget-changes':
        // Where the disk does not let it, the next time will.
        failureOf(() => store.forgetChanges(message.upTo))
        break
      case 'erase': {
        const startedAt = performance.now()
        const { storeFailure: failure } = failureOf(() => unlessDamaged(() => store.erase(message.erasure)))
        const tookMs = performance.now() - startedAt
        say({ kind: 'erased', request: message.request, tookMs, ...(failure !== undefined && { failure }) })
        break
      }
      case 'close':
        ingest.close()
        store.close()
        parentPort?.close()
    }
  })
}
