/** Thread of one model. Inference blocks its thread in spite of the promise, so it never runs on the main one. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Detection } from './detection.ts'
import { DetectorError, type DetectorErrorCode } from './detector-error.ts'
import { openInferenceSession, type SessionOptions } from './inference-session.ts'
import type { Picture } from './model-input.ts'

/** `end` lets the thread run out by itself: to terminate a thread inside native code aborts the whole process. */
export type InferenceRequest = { readonly type: 'infer'; readonly picture: Picture } | { readonly type: 'end' }

export type InferenceAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'inferred'; readonly detections: Detection[]; readonly inferenceMs: number }
  | { readonly type: 'failed'; readonly code: DetectorErrorCode; readonly message: string }

const port = parentPort
if (port === null) throw new Error('detect: the inference worker was started as a program')

const answer = (message: InferenceAnswer) => port.postMessage(message)

const fail = (error: unknown) => {
  const code = error instanceof DetectorError ? error.code : 'inference-failed'
  answer({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) })
}

try {
  const session = await openInferenceSession(workerData as SessionOptions)
  port.on('message', (request: InferenceRequest) => {
    if (request.type === 'end') return port.close()
    const startedAt = performance.now()
    session
      .infer(request.picture)
      .then((detections) => answer({ type: 'inferred', detections, inferenceMs: performance.now() - startedAt }))
      .catch(fail)
  })
  answer({ type: 'ready' })
} catch (error) {
  fail(error)
}
