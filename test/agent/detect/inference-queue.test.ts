import type { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { type InferenceQueue, openInferenceQueue } from '../../../agent/detect/inference-queue.ts'
import { startWorker } from '../../../runtime/worker.ts'
import { moods } from './moods.ts'

const data = new Uint8Array()
const picture = (mood: number, height = 1) => ({ width: mood, height, data })

let queue: InferenceQueue
let workers: Worker[] = []

async function open(timeoutMs: number): Promise<void> {
  workers = []
  const start = () => {
    const worker = startWorker(import.meta.url, 'moody-worker', {})
    workers.push(worker)
    return worker
  }
  queue = await openInferenceQueue({ start, timeoutMs, startMs: 30_000 })
}

afterEach(() => queue.close())

describe('the inference queue', () => {
  it('serves whoever came first', async () => {
    await open(10_000)
    const served: number[] = []
    await Promise.all(
      [1, 2, 3, 4, 5].map((camera) => queue.infer(picture(moods.answer)).then(() => served.push(camera))),
    )
    expect(served).toEqual([1, 2, 3, 4, 5])
    expect(workers).toHaveLength(1)
  })

  it('refuses what is too much, by name, and answers all the rest', async () => {
    await open(10_000)
    const first = queue.infer(picture(moods.hang, 200))
    const others = Array.from({ length: 65 }, () => queue.infer(picture(moods.answer)))
    const results = await Promise.allSettled([first, ...others])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(65)
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'busy' } })
  })

  it('hands on a failure as it is, and keeps the thread', async () => {
    await open(10_000)
    await expect(queue.infer(picture(moods.refuse))).rejects.toMatchObject({
      code: 'bad-output',
      message: 'no numbers',
    })
    await expect(queue.infer(picture(moods.answer))).resolves.toMatchObject({ detections: [] })
    expect(workers).toHaveLength(1)
  })

  it.each([
    ['crashes', moods.crash],
    ['exits', moods.exit],
  ])('replaces a thread that %s; the picture it had is rejected, the next one answered', async (_, mood) => {
    await open(10_000)
    const before = await queue.infer(picture(moods.answer))
    const lost = queue.infer(picture(mood))
    const next = queue.infer(picture(moods.answer))
    await expect(lost).rejects.toMatchObject({ name: 'DetectorError', code: 'died' })
    expect((await next).inferenceMs).not.toBe(before.inferenceMs)
    expect(workers).toHaveLength(2)
  })

  it('replaces a thread that was killed between two pictures, and nobody notices', async () => {
    await open(10_000)
    await workers[0]?.terminate()
    await expect(queue.infer(picture(moods.answer))).resolves.toMatchObject({ detections: [] })
    expect(workers).toHaveLength(2)
  })

  it('replaces a thread that hangs, and never takes its late answer for another picture', async () => {
    await open(1_500)
    const hung = queue.infer(picture(moods.hang, 2_500))
    const next = queue.infer(picture(moods.answer))
    await expect(hung).rejects.toMatchObject({ code: 'hung', message: 'detect: inference: no answer in 1500 ms' })
    expect((await next).inferenceMs).toBe(workers[1]?.threadId)
  })

  it('does not start threads without a pause when each of them dies, and says meanwhile that it gives no answers', async () => {
    await open(10_000)
    const answers: boolean[] = []
    const until = performance.now() + 1_200
    while (performance.now() < until) {
      await expect(queue.infer(picture(moods.exit))).rejects.toMatchObject({ code: 'died' })
      answers.push(queue.isAnswering())
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(new Set(answers)).toEqual(new Set([false]))
    expect(workers.length).toBeLessThanOrEqual(4)
    await expect
      .poll(() => queue.infer(picture(moods.answer)).then(queue.isAnswering, () => false), { timeout: 10_000 })
      .toBe(true)
  })

  it('starts no third thread while two hang, and goes on when one came back', async () => {
    await open(1_000)
    const ended = () => new Promise((resolve) => workers[0]?.once('exit', resolve))
    await expect(queue.infer(picture(moods.hang, 6_000))).rejects.toMatchObject({ code: 'hung' })
    const firstEnded = ended()
    await expect(queue.infer(picture(moods.hang, 7_000))).rejects.toMatchObject({ code: 'hung' })
    expect(queue.stuckSince()).toBeUndefined()
    await expect(queue.infer(picture(moods.answer))).rejects.toThrow('2 inferences hang')
    expect(queue.stuckSince()).toBeLessThanOrEqual(performance.now())
    expect(workers).toHaveLength(2)
    await firstEnded
    await expect(queue.infer(picture(moods.answer))).resolves.toMatchObject({ detections: [] })
    expect(queue.stuckSince()).toBeUndefined()
  })

  it('when closed finishes the picture it has, rejects the waiting and the later ones, and leaves no thread', async () => {
    await open(10_000)
    const started = queue.infer(picture(moods.hang, 300))
    const waiting = queue.infer(picture(moods.answer))
    const rejected = expect(waiting).rejects.toMatchObject({ code: 'closed' })
    await queue.close()
    await rejected
    await expect(started).resolves.toMatchObject({ detections: [] })
    await expect(queue.infer(picture(moods.answer))).rejects.toMatchObject({ code: 'closed' })
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1])
  })
})
