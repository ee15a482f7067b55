import type { Worker } from 'node:worker_threads'
import { DetectorError } from './detector-error.ts'
import type { InferenceAnswer, InferenceRequest } from './inference-worker.ts'
import type { Picture } from './model-input.ts'

export type Inference = Omit<Extract<InferenceAnswer, { type: 'inferred' }>, 'type'>

export type InferenceThread = {
  /**
   * One at a time.
   * @throws DetectorError hung, died: this thread answers no more; others: only this picture failed
   */
  infer(picture: Picture, timeoutMs: number): Promise<Inference>
  hasEnded(): boolean
  /** Resolves when the thread is gone: after the inference it is in, however long that takes. */
  end(): Promise<void>
}

/**
 * One worker and what it owes. The worker is asked to end and never terminated: that, inside native code, aborts the process.
 * @param start gives the worker, which sends `ready` when its model is loaded
 * @throws DetectorError why the model cannot be used; hung, died
 */
export async function openInferenceThread(worker: Worker, startMs: number): Promise<InferenceThread> {
  let hasEnded = false
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      hasEnded = true
      resolve()
    })
  })
  // Without a listener an error between two requests would end the process; `exit` follows and says the same.
  worker.on('error', () => undefined)

  function end(): Promise<void> {
    send(worker, { type: 'end' })
    return ended
  }

  try {
    await waitForAnswer(worker, startMs, 'loading the model')
  } catch (error) {
    const ended = end()
    if (!(error instanceof DetectorError && error.code === 'hung')) await ended
    throw error
  }
  return {
    async infer(picture, timeoutMs) {
      const answer = waitForAnswer(worker, timeoutMs, 'inference')
      send(worker, { type: 'infer', picture })
      const result = await answer
      if (result.type !== 'inferred') throw new DetectorError('died', `detect: thread answered ${result.type}`)
      return { detections: result.detections, inferenceMs: result.inferenceMs }
    },
    hasEnded: () => hasEnded,
    end,
  }
}

function send(worker: Worker, request: InferenceRequest): void {
  worker.postMessage(request)
}

type Answer = Exclude<InferenceAnswer, { type: 'failed' }>

function waitForAnswer(worker: Worker, timeoutMs: number, what: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      stopWaiting()
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      act()
    }
    const onMessage = (answer: InferenceAnswer) =>
      settle(() =>
        answer.type === 'failed' ? reject(new DetectorError(answer.code, answer.message)) : resolve(answer),
      )
    const onError = (error: unknown) =>
      settle(() =>
        reject(new DetectorError('died', `detect: ${what}: the thread failed: ${String(error)}`, { cause: error })),
      )
    const onExit = () => settle(() => reject(new DetectorError('died', `detect: ${what}: the thread ended`)))
    const onTimeout = () =>
      settle(() => reject(new DetectorError('hung', `detect: ${what}: no answer in ${Math.round(timeoutMs)} ms`)))
    const stopWaiting = startWaiting(timeoutMs, onTimeout)
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
  })
}

const stepMs = 250

/**
 * Time in which this process itself did not run counts for no more than two steps: a box that was suspended, or that gives it hardly
 * any processor, gives the thread none either. @returns what ends the wait
 */
function startWaiting(limitMs: number, onOver: () => void): () => void {
  const everyMs = Math.min(stepMs, limitMs)
  let leftMs = limitMs
  let before = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    leftMs -= Math.min(now - before, 2 * everyMs)
    before = now
    if (leftMs < 1) onOver()
  }, everyMs)
  return () => clearInterval(timer)
}
