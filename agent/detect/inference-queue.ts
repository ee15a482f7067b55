import type { Worker } from 'node:worker_threads'
import { DetectorError } from './detector-error.ts'
import { type Inference, type InferenceThread, openInferenceThread } from './inference-thread.ts'
import type { Picture } from './model-input.ts'

export type InferenceQueueOptions = {
  /** Starts the worker of one model. */
  readonly start: () => Worker
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
      throw new DetectorError(
        'hung',
        `detect: ${alive.size} inferences hang; restart the agent if they do not come back`,
      )
    }
    thread ??= await openThread()
    return thread
  }

  function retire(): void {
    void thread?.end()
    thread = undefined
  }

  async function run(job: Job): Promise<void> {
    waitMs = Math.max(waitMs, performance.now() - job.askedAt)
    try {
      const living = await livingThread()
      job.resolve(await living.infer(job.picture, timeoutMs))
    } catch (error) {
      if (error instanceof DetectorError && (error.code === 'hung' || error.code === 'died')) retire()
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
