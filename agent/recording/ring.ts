import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { finishedName, growingName, parseFinished, parseGrowing, type Segment, salvage } from './segment.ts'

/** The last minutes of a camera on disk, as segments. One writer, who waits for each call before the next. */
export type Ring = {
  /** Begins a segment; one that was begun and not finished is thrown away. */
  begin(run: number, at: number): Promise<void>
  /**
   * Adds to the segment that was begun. Room is made before, so that the ring never holds more than its bytes.
   * @throws Error when the disk refuses, or the segment alone would be more than the ring may hold
   */
  append(bytes: Uint8Array): Promise<void>
  /**
   * Closes the segment, which is then one of `segments`.
   * @returns false when there was none: it was never begun, or thrown away
   */
  finish(at: number, endAt: number): Promise<boolean>
  discard(): Promise<void>
  /** Whole ones, oldest first. */
  segments(): readonly Segment[]
  /** What lies on the disk, the segment that grows included. */
  bytes(): number
  /** Deletes what is older than it may be. */
  sweep(now: number): Promise<void>
}

export type RingOptions = {
  readonly folder: string
  readonly maxBytes: number
  readonly maxAgeMs: number
  readonly now: number
}

/**
 * Opens the ring and finds what an earlier start left, a segment that was being written included.
 * @throws Error when the folder cannot be made or read
 */
export function openRing({ folder, maxBytes, maxAgeMs, now }: RingOptions): Ring {
  mkdirSync(folder, { recursive: true })
  const segments = scan(folder)
  let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0)
  let growing: { readonly handle: FileHandle; readonly file: string; readonly run: number; bytes: number } | undefined

  const removeOldest = async (): Promise<void> => {
    const oldest = segments[0]
    if (oldest === undefined) return
    await rm(oldest.file, { force: true })
    segments.shift()
    bytes -= oldest.bytes
  }

  const sweep = async (at: number): Promise<void> => {
    while (segments[0] !== undefined && segments[0].endAt < at - maxAgeMs) await removeOldest()
  }

  const discard = async (): Promise<void> => {
    const dropped = growing
    growing = undefined
    if (dropped === undefined) return
    await dropped.handle.close()
    await rm(dropped.file, { force: true })
    bytes -= dropped.bytes
  }

  // More than the config allows since: before anything is read from it.
  for (const segment of [...segments]) {
    if (bytes <= maxBytes && segment.endAt >= now - maxAgeMs) break
    rmSync(segment.file, { force: true })
    segments.shift()
    bytes -= segment.bytes
  }

  return {
    async begin(run, at) {
      await discard()
      // Somebody may have emptied the data folder.
      await mkdir(folder, { recursive: true })
      const file = join(folder, growingName(run, at))
      growing = { handle: await open(file, 'w'), file, run, bytes: 0 }
    },
    async append(chunk) {
      if (growing === undefined) return
      while (bytes + chunk.byteLength > maxBytes && segments.length > 0) await removeOldest()
      if (bytes + chunk.byteLength > maxBytes) {
        throw new Error(`recording: ${folder} may hold ${maxBytes} bytes, less than from one key frame to the next`)
      }
      // Counted first: a write that fails may have written a part.
      growing.bytes += chunk.byteLength
      bytes += chunk.byteLength
      await growing.handle.appendFile(chunk)
    },
    async finish(at, endAt) {
      const finished = growing
      if (finished === undefined) return false
      growing = undefined
      // A power cut takes what is being written, not what is said to be recorded.
      await finished.handle.sync().finally(() => finished.handle.close())
      const file = join(folder, finishedName(finished.run, at, endAt))
      await rename(finished.file, file)
      await syncFolder(folder)
      segments.push({ file, run: finished.run, at, endAt, bytes: finished.bytes })
      await sweep(endAt)
      return true
    },
    discard,
    segments: () => segments,
    bytes: () => bytes,
    sweep,
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Files with names that are not ours are left alone. */
function scan(folder: string): Segment[] {
  for (const name of readdirSync(folder)) finishAfterCrash(folder, name)
  return readdirSync(folder)
    .flatMap((name): Segment[] => {
      const parsed = parseFinished(name)
      if (parsed === undefined) return []
      const file = join(folder, name)
      return [{ file, ...parsed, bytes: statSync(file).size }]
    })
    .sort((a, b) => a.at - b.at)
}

/** What was being written when the agent was killed is often just what happened when it was. */
function finishAfterCrash(folder: string, name: string): void {
  const growing = parseGrowing(name)
  if (growing === undefined) return
  const file = join(folder, name)
  const whole = salvage(readFileSync(file))
  if (whole === undefined) {
    rmSync(file, { force: true })
    return
  }
  truncateSync(file, whole.bytes)
  renameSync(file, join(folder, finishedName(growing.run, growing.at, growing.at + whole.durationMs)))
}
