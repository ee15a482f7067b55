/** Who was seen when, on disk beside the ring: a clip that is cut after a crash hides the same people. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { appendFile, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Box } from '../detect/detection.ts'
import type { Sighting } from '../privacy/veil.ts'

export type Sightings = {
  /** Known at once, on disk soon; the caller is not held up by a slow disk. Times of one start grow. */
  add(sighting: Sighting): void
  /** Those between two times, inclusive, in the order in which they were added. */
  between(from: number, to: number): Promise<Sighting[]>
  /** Epoch milliseconds of the newest of this start. */
  lastAt(): number | undefined
  /** Deletes what is older than it may be. */
  sweep(now: number): Promise<void>
  /** Resolves when all of it is on disk. */
  written(): Promise<void>
}

export type SightingsOptions = {
  readonly folder: string
  readonly maxBytes: number
  readonly maxAgeMs: number
  readonly now: number
  /** Once in a row: the disk refuses. What is not on disk was not seen. */
  readonly onFailure: (error: Error) => void
}

type Page = { readonly file: string; readonly at: number; endAt: number; bytes: number }

/** A file holds the sightings of so long. */
const pageMs = 10_000
/** What waits for a slow disk; beyond it frames count as not looked at. */
const maxWaiting = 1_000
const namePattern = /^(\d{1,16})\.jsonl$/
/** Boxes are kept in these parts of the picture, never smaller than they were. */
const parts = 1_000

/**
 * Opens the folder and finds what an earlier start left in it.
 * @throws Error when the folder cannot be made or read
 */
export function openSightings({ folder, maxBytes, maxAgeMs, now, onFailure }: SightingsOptions): Sightings {
  mkdirSync(folder, { recursive: true })
  /** Oldest first. */
  const pages = scan(folder)
  let bytes = pages.reduce((sum, page) => sum + page.bytes, 0)
  let growing: Page | undefined
  let last: number | undefined
  let work: Promise<void> = Promise.resolve()
  let waiting = 0
  let isFailing = false

  const inTurn = (task: () => Promise<void>): void => {
    waiting += 1
    work = work
      .then(task)
      .then(() => {
        isFailing = false
      })
      .catch((error: Error) => {
        if (!isFailing) onFailure(error)
        isFailing = true
      })
      .finally(() => {
        waiting -= 1
      })
  }

  const removeOldest = async (): Promise<void> => {
    const oldest = pages.shift()
    if (oldest === undefined) return
    bytes -= oldest.bytes
    await rm(oldest.file, { force: true })
  }

  const sweep = async (at: number): Promise<void> => {
    while (pages[0] !== undefined && pages[0].endAt < at - maxAgeMs) await removeOldest()
    while (bytes > maxBytes && pages.length > 1) await removeOldest()
  }

  const pageAt = async (at: number): Promise<Page> => {
    // Somebody may have set the clock.
    if (growing !== undefined && at >= growing.endAt && at - growing.at < pageMs) return growing
    if (growing !== undefined) await flush(growing.file)
    await mkdir(folder, { recursive: true })
    growing = { file: join(folder, `${at}.jsonl`), at, endAt: at, bytes: 0 }
    pages.push(growing)
    await sweep(at)
    return growing
  }

  const write = async (sighting: Sighting): Promise<void> => {
    const line = Buffer.from(`${JSON.stringify([sighting.at, ...sighting.people.flatMap(toParts)])}\n`)
    const page = await pageAt(sighting.at)
    page.endAt = sighting.at
    page.bytes += line.byteLength
    bytes += line.byteLength
    await appendFile(page.file, line)
  }

  inTurn(() => sweep(now))
  return {
    add(sighting) {
      if (waiting >= maxWaiting) return
      last = sighting.at
      inTurn(() => write(sighting))
    },
    async between(from, to) {
      await work
      const touched = pages.filter(({ at, endAt }) => endAt >= from && at <= to)
      const read = await Promise.all(touched.map(({ file }) => readFile(file, 'utf8').catch(() => '')))
      return read.flatMap((text) => text.split('\n').flatMap(parseLine)).filter(({ at }) => at >= from && at <= to)
    },
    lastAt: () => last,
    sweep(at) {
      inTurn(() => sweep(at))
      return work
    },
    written: () => work,
  }
}

function scan(folder: string): Page[] {
  return readdirSync(folder)
    .flatMap((name): Page[] => {
      const at = Number(namePattern.exec(name)?.[1] ?? Number.NaN)
      if (Number.isNaN(at)) return []
      const file = join(folder, name)
      const { size } = statSync(file)
      if (size === 0) rmSync(file, { force: true })
      return size === 0 ? [] : [{ file, at, endAt: at + pageMs, bytes: size }]
    })
    .sort((a, b) => a.at - b.at)
}

/** What a power cut may take is at most what is being written. */
async function flush(file: string): Promise<void> {
  try {
    const handle = await open(file, 'r')
    await handle.sync().finally(() => handle.close())
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function toParts([x, y, width, height]: Box): number[] {
  const [left, top] = [Math.floor(x * parts), Math.floor(y * parts)]
  return [left, top, Math.ceil((x + width) * parts) - left, Math.ceil((y + height) * parts) - top]
}

/** A line that a crash cut off says nothing, and so do the zeros of a power cut. */
function parseLine(line: string): Sighting[] {
  if (!/^\[\d+(,-?\d+)*\]$/.test(line)) return []
  const [at = 0, ...numbers] = JSON.parse(line) as number[]
  if (numbers.length % 4 !== 0) return []
  const people = Array.from({ length: numbers.length / 4 }, (_, index) => {
    const [x = 0, y = 0, width = 0, height = 0] = numbers.slice(index * 4).map((part) => part / parts)
    return [x, y, width, height] as const
  })
  return [{ at, people }]
}
