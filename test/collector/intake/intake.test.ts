import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import { openIntake } from '../../../collector/intake/intake.ts'
import type { Commit } from '../../../collector/intake/thread-messages.ts'
import { encode } from '../../../wire/codec.ts'
import { event, silentLog, temporaryFolder } from '../running.ts'

/** The threads that are started from now on. */
function watchWorkers(): Worker[] {
  const workers: Worker[] = []
  const onWorker = (worker: Worker): void => void workers.push(worker)
  process.on('worker', onWorker)
  onTestFinished(() => void process.off('worker', onWorker))
  return workers
}

it('starts a thread of the store anew that ends by itself, and says of what it took along that it need not be waited for', {
  timeout: 60_000,
}, async () => {
  const workers = watchWorkers()
  const commits: Commit[] = []
  const released: number[] = []
  const intake = await openIntake({
    file: join(temporaryFolder(), 'collector.db'),
    quarantineRows: 10,
    agentBytesPerSecond: 1_000_000,
    onCommitted: (commit) => commits.push(commit),
    log: silentLog,
  })
  onTestFinished(() => intake.close())
  const send = (seq: number): void => {
    intake.accept('watchpost/v1/site-1/agent-1/event/gate/zone.entered', encode(event(seq)), () => released.push(seq))
  }
  const ackedSeqs = () => commits.flatMap(({ acks }) => acks.flatMap(({ ack }) => ack.ranges.flat()))

  send(1)
  await expect.poll(ackedSeqs).toEqual([1, 1])
  const ended = workers[0]?.terminate()
  send(2)
  await ended
  await expect.poll(() => released, { timeout: 10_000 }).toEqual([1, 2])
  expect(ackedSeqs()).toEqual([1, 1])

  await expect
    .poll(() => intake.ask().then((answer) => answer?.storeFailure ?? answer?.status.stored), { timeout: 15_000 })
    .toBe(0)
  expect(workers).toHaveLength(2)
  send(1)
  send(2)
  await expect.poll(() => released, { timeout: 10_000 }).toEqual([1, 2, 1, 2])
  expect((await intake.ask())?.status).toMatchObject({ stored: 1, duplicates: 1 })
  expect(ackedSeqs()).toEqual([1, 1, 1, 2])
})

it('answers whoever wants something deleted, also when the store closes meanwhile or is closed', async () => {
  const intake = await openIntake({
    file: join(temporaryFolder(), 'collector.db'),
    quarantineRows: 10,
    agentBytesPerSecond: 1_000_000,
    onCommitted: () => undefined,
    log: silentLog,
  })
  expect(await intake.erase({ run: 1, events: [1] })).toBeGreaterThanOrEqual(0)
  const closed = intake.close()
  // Done or refused, whichever comes first there: an answer it is.
  await Promise.allSettled([intake.erase({ run: 1, events: [2] })])
  await closed
  await expect(intake.erase({ run: 1, events: [3] })).rejects.toThrow('intake: the store is not open')
})
