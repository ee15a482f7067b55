import type { Worker } from 'node:worker_threads'
import { DetectorError } from './detector-error.ts'
import { type Inference, type InferenceThread, openInferenceThread } from './inference-thread.ts'
import type { Picture } from './model-input.ts'
import { createPatience } from './patience.ts'
import { createReplacement } from './replacement.ts'

export type InferenceQueueOptions = {
  /** Starts the worker of one model. */
  readonly start: () => Worker
  /** The longest that an inference may take; mostly less, see `createPatience`. */
  readonly timeoutMs: number
  /** How long a worker may load its model. */
  readonly startMs: number
}

export type QueueStatus = {
  readonly waiting: number
  /** The longest that a picture waited for its turn, since the last call. */
  readonly waitMs: number
}

export type InferenceQueue = {
  /** @throws DetectorError */
  infer(picture: Picture): Promise<Inference>
  /** False from a picture that got no answer, of whichever camera, to the next that got one. */
  isAnswering(): boolean
  /** Since when, of `performance.now()`, no thread can take the place of those that hang: only a new start of the program helps. */
  stuckSince(): number | undefined
  status(): QueueStatus
  /** @throws DetectorError hung: a thread does not end */
  close(): Promise<void>
}

/** First come, first served; every camera has one picture out at most, so this bounds cameras, and one more is refused. */
const maxWaiting = 64
/** With so many threads that hung and have not come back, no other is started: each holds a model in memory. */
const maxHung = 2
const endMs = 5_000

type Job = {
  readonly picture: Picture
  readonly askedAt: number
  readonly resolve: (inference: Inference) => void
  readonly reject: (error: unknown) => void
}

/**
 * Hands pictures to one thread, one after the other, and puts another thread in its place when it hangs or dies.
 * The first thread is started here.
 * @throws DetectorError when it does not start
 */
export async function openInferenceQueue({
  start,
  timeoutMs,
  startMs,
}: InferenceQueueOptions): Promise<InferenceQueue> {
  const waiting: Job[] = []
  const alive = new Set<Promise<void>>()
  let thread: InferenceThread | undefined = await openThread()
  let working: Promise<void> | undefined
  let isClosed = false
  let waitMs = 0
  let isAnswering = true
  let stuckSince: number | undefined
  const patience = createPatience(timeoutMs)
  const replacement = createReplacement()

  function openThread(): Promise<InferenceThread> {
    const worker = start()
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    alive.add(ended)
    void ended.then(() => alive.delete(ended))
    return openInferenceThread(worker, startMs)
  }

  async function livingThread(): Promise<InferenceThread> {
    if (thread?.hasEnded()) thread = undefined
    if (thread === undefined && alive.size >= maxHung) {
      stuckSince ??= performance.now()
      throw new DetectorError(
        'hung',
        `detect: ${alive.size} inferences hang; restart the agent if they do not come back`,
      )
    }
    const paused = replacement.pausedBy(performance.now())
    if (thread === undefined && paused !== undefined) throw paused
    stuckSince = undefined
    thread ??= await openThread()
    return thread
  }

  function retire(): void {
    void thread?.end()
    thread = undefined
  }

  function lose(error: DetectorError): void {
    if (thread !== undefined && error.code === 'hung') patience.ranOut()
    replacement.lost(error, performance.now())
    retire()
  }

  async function ask(picture: Picture): Promise<Inference> {
    const living = await livingThread()
    const startedAt = performance.now()
    const inference = await living.infer(picture, patience.limitMs())
    patience.took(performance.now() - startedAt)
    replacement.worked()
    return inference
  }

  async function run(job: Job): Promise<void> {
    waitMs = Math.max(waitMs, performance.now() - job.askedAt)
    try {
      job.resolve(await ask(job.picture))
      isAnswering = true
    } catch (error) {
      isAnswering = false
      if (error instanceof DetectorError && (error.code === 'hung' || error.code === 'died')) lose(error)
      job.reject(error)
    }
  }

  async function work(): Promise<void> {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await run(job)
    working = undefined
  }

  return {
    infer(picture) {
      if (isClosed) return Promise.reject(closedError())
      if (waiting.length >= maxWaiting) {
        return Promise.reject(new DetectorError('busy', `detect: ${maxWaiting} pictures wait already`))
      }
      return new Promise((resolve, reject) => {
        waiting.push({ picture, askedAt: performance.now(), resolve, reject })
        working ??= work()
      })
    },
    isAnswering: () => isAnswering,
    stuckSince: () => stuckSince,
    status() {
      const status = { waiting: waiting.length, waitMs }
      waitMs = 0
      return status
    },
    async close() {
      isClosed = true
      for (const job of waiting.splice(0)) job.reject(closedError())
      await working
      retire()
      await allWithin(alive, endMs)
    },
  }
}

function closedError(): DetectorError {
  return new DetectorError('closed', 'detect: the detector is closed')
}

async function allWithin(promises: Iterable<Promise<void>>, limitMs: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = () => reject(new DetectorError('hung', `detect: closing: an inference did not end in ${limitMs} ms`))
    const timer = setTimeout(fail, limitMs)
    void Promise.all(promises).then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
