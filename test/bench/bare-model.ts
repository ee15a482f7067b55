/** Runs a model on one input again and again, alone in this process: `bare-model.ts FILE THREADS RUNS PERIOD_MS`. Prints CPU seconds. */
import { setTimeout as sleep } from 'node:timers/promises'
import ort from 'onnxruntime-node'

const [file, threads, runs, periodMs] = process.argv.slice(2)
const session = await ort.InferenceSession.create(file ?? '', {
  intraOpNumThreads: Number(threads),
  interOpNumThreads: 1,
})
const input = new ort.Tensor('float32', new Float32Array(3 * 416 * 416).fill(114), [1, 3, 416, 416])
const feeds = { [session.inputNames[0] as string]: input }
await session.run(feeds)
const before = process.cpuUsage()
for (let run = 0; run < Number(runs); run++) {
  const next = performance.now() + Number(periodMs)
  await session.run(feeds)
  await sleep(Math.max(0, next - performance.now()))
}
const { user, system } = process.cpuUsage(before)
console.log((user + system) / 1e6)
