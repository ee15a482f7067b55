/** A real thread that behaves as the width of the picture tells it: the answers of an inference thread, and its bad days. */
import { parentPort, threadId } from 'node:worker_threads'
import type { InferenceRequest } from '../../../agent/detect/inference-worker.ts'
import { moods } from './moods.ts'

parentPort?.on('message', (request: InferenceRequest) => {
  if (request.type === 'end') return parentPort?.close()
  const { width, height } = request.picture
  if (width === moods.hang) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, height)
  if (width === moods.crash) throw new Error('bad day')
  if (width === moods.exit) process.exit(3)
  if (width === moods.refuse) {
    return parentPort?.postMessage({ type: 'failed', code: 'bad-output', message: 'no numbers' })
  }
  // The thread's own number comes as inferenceMs: the test sees which thread answered.
  parentPort?.postMessage({ type: 'inferred', detections: [], inferenceMs: threadId })
})
parentPort?.postMessage({ type: 'ready' })
