import { describe, expect, it } from 'vitest'
import { backoffMs, type Failure, supervise } from '../../runtime/supervise.ts'

const quick = { minMs: 1, maxMs: 8, jitter: 0 }

/** Runs a task that fails as often as told, then returns. */
async function run(failures: number, onRun: (run: number, healthy: () => void) => void = () => {}) {
  const seen: Failure[] = []
  let runs = 0
  await supervise(
    (_, healthy) => {
      runs += 1
      onRun(runs, healthy)
      return runs > failures ? Promise.resolve() : Promise.reject(new Error(`failure ${runs}`))
    },
    { signal: new AbortController().signal, backoff: quick, onFailure: (failure) => seen.push(failure) },
  )
  return { runs, seen }
}

describe('backoffMs', () => {
  const backoff = { minMs: 500, maxMs: 30_000, jitter: 0.3 }
  it.each([
    [1, 0, 500],
    [2, 0, 1_000],
    [3, 0, 2_000],
    [6, 0, 16_000],
    [7, 0, 30_000],
    [1_000_000, 0, 30_000],
    [1, 1, 350],
    [7, 1, 21_000],
    [2, 0.5, 850],
  ])('of attempt %i with random %f is %i ms', (attempt, random, expected) => {
    expect(backoffMs(backoff, attempt, random)).toBe(expected)
  })
})

describe('supervise', () => {
  it('runs a task until it returns, and reports every failure with its wait', async () => {
    const { runs, seen } = await run(5)
    expect(runs).toBe(6)
    expect(seen.map(({ attempt, retryInMs }) => [attempt, retryInMs])).toEqual([
      [1, 1],
      [2, 2],
      [3, 4],
      [4, 8],
      [5, 8],
    ])
    expect(seen[0]?.error).toEqual(new Error('failure 1'))
  })

  it('counts from the start again when the task was healthy in between', async () => {
    const { seen } = await run(4, (number, healthy) => {
      if (number === 3) healthy()
    })
    expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 1, 2])
  })

  it('retries a task that throws instead of rejecting', async () => {
    const { runs } = await run(1, (number) => {
      if (number === 1) throw new Error('at once')
    })
    expect(runs).toBe(2)
  })

  it('makes no pause after a mere change of what had worked, and the usual ones when it does not work then', async () => {
    const seen: Failure[] = []
    let runs = 0
    await supervise(
      (_, healthy) => {
        runs += 1
        if (runs === 3) healthy()
        return runs > 4 ? Promise.resolve() : Promise.reject(new Error(runs === 3 ? 'changed' : 'away'))
      },
      {
        signal: new AbortController().signal,
        backoff: quick,
        onFailure: (failure) => seen.push(failure),
        isOnlyChange: (error) => (error as Error).message === 'changed',
      },
    )
    expect(seen.map(({ attempt, retryInMs }) => [attempt, retryInMs])).toEqual([
      [1, 1],
      [2, 2],
      [1, 0],
      [2, 2],
    ])
  })

  it('ends at once when it is aborted while it waits', async () => {
    const stopping = new AbortController()
    const failures: Failure[] = []
    await supervise(() => Promise.reject(new Error('away')), {
      signal: stopping.signal,
      backoff: { minMs: 3_600_000, maxMs: 3_600_000, jitter: 0 },
      onFailure(failure) {
        failures.push(failure)
        setImmediate(() => stopping.abort())
      },
    })
    expect(failures.length).toBe(1)
  })

  it('does not wait any longer for what is back, and begins to count anew', { timeout: 5_000 }, async () => {
    const seen: Failure[] = []
    let runs = 0
    await supervise(() => (++runs > 3 ? Promise.resolve() : Promise.reject(new Error('away'))), {
      signal: new AbortController().signal,
      backoff: { minMs: 3_600_000, maxMs: 7_200_000, jitter: 0 },
      onFailure: (failure) => seen.push(failure),
      untilBack: () => Promise.resolve(),
    })
    expect(runs).toBe(4)
    expect(seen.map(({ attempt }) => attempt)).toEqual([1, 1, 1])
  })

  it('neither starts a task after the abort nor reports one that fails because of it', async () => {
    const stopping = new AbortController()
    const failures: Failure[] = []
    let runs = 0
    const options = { signal: stopping.signal, backoff: quick, onFailure: (failure: Failure) => failures.push(failure) }
    const task = () => {
      runs += 1
      stopping.abort()
      return Promise.reject(new Error('aborted'))
    }
    await supervise(task, options)
    await supervise(task, options)
    expect([runs, failures.length]).toEqual([1, 0])
  })
})
