/**
 * Loaded before a program under test, by `--require`, in each of its threads. The program itself knows nothing of it.
 *
 * `WATCHPOST_DIE=inside:7` kills it in its seventh transaction, when all is written and nothing committed; `after:7` when
 * that is committed and nobody told; `during:7:2.5` two and a half milliseconds after it began to commit.
 * `WATCHPOST_CLOCK=FILE` moves its wall clock by the milliseconds that stand in the file.
 * `WATCHPOST_DETECTOR=FILE` ends the thread of the detector when it is given a picture, as long as `die` stands in the file, or lets
 * it take all the memory it can get (`memory`); `hang` is done once.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { isMainThread, type MessagePort, parentPort, Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'

const { WATCHPOST_DIE: die, WATCHPOST_CLOCK: clockFile, WATCHPOST_DETECTOR: detectorFile } = process.env
if (die !== undefined) dieInTransaction(die)
if (clockFile !== undefined) moveClock(clockFile)
if (detectorFile !== undefined && !isMainThread && parentPort !== null) spoilDetector(parentPort, detectorFile)

type Run = (this: unknown, ...args: unknown[]) => unknown

function dieInTransaction(when: string): void {
  const [place, nth, delayMs] = when.split(':')
  const killer = place === 'during' ? startKiller(Number(delayMs)) : undefined
  let left = Number(nth)
  const { prototype } = Database
  const original = Reflect.get(prototype, 'transaction') as (body: Run) => Run
  const sabotaged = function (this: unknown, body: Run): Run {
    const inner = original.call(this, function (...args) {
      const result = body.apply(this, args)
      left -= 1
      if (left === 0 && place === 'inside') process.kill(process.pid, 'SIGKILL')
      if (left === 0) killer?.()
      return result
    })
    return function (...args) {
      const result = inner.apply(this, args)
      if (left === 0 && place === 'after') process.kill(process.pid, 'SIGKILL')
      return result
    }
  }
  Object.defineProperty(prototype, 'transaction', { value: sabotaged })
}

/** A thread that kills while this one is busy with the disk. */
function startKiller(delayMs: number): () => void {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const source = `
    const { flag, delayMs } = require('node:worker_threads').workerData
    Atomics.wait(flag, 0, 0)
    const until = performance.now() + delayMs
    while (performance.now() < until);
    process.kill(process.pid, 'SIGKILL')`
  const worker = new Worker(source, { eval: true, env: {}, execArgv: [], workerData: { flag, delayMs } })
  worker.unref()
  return () => {
    Atomics.store(flag, 0, 1)
    Atomics.notify(flag, 0)
  }
}

/** The wall clock only: timers and `performance.now()` go on, as they do when a person sets the clock of a box. */
function moveClock(file: string): void {
  const trueNow = Date.now.bind(Date)
  let offsetMs = 0
  const read = (): void => {
    offsetMs = Number(readFileSync(file, 'utf8')) || offsetMs
  }
  read()
  setInterval(read, 50).unref()
  Date.now = () => Math.round(trueNow() + offsetMs)
}

function spoilDetector(port: MessagePort, file: string): void {
  const original = port.on.bind(port) as (type: string, listener: Run) => MessagePort
  const spoil = (type: string, listener: Run): MessagePort =>
    original(type, (message) => {
      if ((message as { type?: string }).type === 'infer' && existsSync(file)) suffer(readFileSync(file, 'utf8'), file)
      return listener.call(port, message)
    })
  Object.defineProperty(port, 'on', { value: spoil })
}

function suffer(what: string, file: string): void {
  if (what === 'die') process.exit(1)
  if (what === 'hang') {
    rmSync(file)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  }
  const all: number[][] = []
  while (what === 'memory') all.push(Array.from({ length: 100_000 }, Math.random))
}
