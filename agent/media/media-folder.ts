import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Snapshot } from './snapshot.ts'

/** Pictures on the box that no collector has yet, one file each, named by content. */
export type MediaFolder = {
  /** On disk when it resolves. Beyond the quota the oldest pending pictures go, counted. */
  add(snapshot: Snapshot): Promise<void>
  /** The oldest pending picture. */
  next(): string | undefined
  /** `undefined` when its file is gone. */
  read(sha256: string): Promise<Buffer | undefined>
  /** The collector has it. */
  remove(sha256: string): Promise<void>
  status(): MediaStatus
}

export type MediaStatus = {
  readonly pending: number
  readonly bytes: number
  /** Pictures that made room for newer ones since start. */
  readonly evicted: number
  readonly evictedBytes: number
}

const suffix = '.jpg'
const namePattern = /^[0-9a-f]{64}\.jpg$/
/** What was being written when the power went. */
const partPattern = /^[0-9a-f]{64}\.jpg\.part$/

/**
 * Opens the folder and finds what an earlier start left in it.
 * @param maxBytes quota of pending pictures
 * @throws Error when the folder cannot be read
 */
export function openMediaFolder(folder: string, maxBytes: number): MediaFolder {
  /** sha256 → bytes, oldest first. */
  const pending = new Map(scan(folder))
  let bytes = [...pending.values()].reduce((sum, size) => sum + size, 0)
  let evicted = 0
  let evictedBytes = 0
  const adding = new Map<string, Promise<void>>()
  const fileOf = (sha256: string) => join(folder, `${sha256}${suffix}`)

  const remove = async (sha256: string): Promise<void> => {
    bytes -= pending.get(sha256) ?? 0
    pending.delete(sha256)
    await rm(fileOf(sha256), { force: true })
  }

  const write = async ({ sha256, jpeg }: Snapshot): Promise<void> => {
    await writeDurably(fileOf(sha256), jpeg)
    pending.set(sha256, jpeg.byteLength)
    bytes += jpeg.byteLength
    for (const oldest of pending.keys()) {
      if (bytes <= maxBytes || oldest === sha256) break
      evicted += 1
      evictedBytes += pending.get(oldest) ?? 0
      await remove(oldest)
    }
  }

  return {
    add(snapshot) {
      const { sha256 } = snapshot
      if (pending.has(sha256)) return Promise.resolve()
      // Two events may come with the same picture.
      const known = adding.get(sha256)
      if (known !== undefined) return known
      const writing = write(snapshot).finally(() => adding.delete(sha256))
      adding.set(sha256, writing)
      return writing
    },
    next: () => pending.keys().next().value,
    read: (sha256) => readIfThere(fileOf(sha256)),
    remove,
    status: () => ({ pending: pending.size, bytes, evicted, evictedBytes }),
  }
}

/** Files with names that are not ours are left alone. */
function scan(folder: string): [sha256: string, bytes: number][] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder)
  for (const name of names.filter((name) => partPattern.test(name))) rmSync(join(folder, name), { force: true })
  return names
    .filter((name) => namePattern.test(name))
    .map((name) => ({ name, ...statOf(join(folder, name)) }))
    .sort((a, b) => a.at - b.at)
    .map(({ name, bytes }) => [name.slice(0, -suffix.length), bytes])
}

function statOf(file: string): { bytes: number; at: number } {
  const { size, mtimeMs } = statSync(file)
  return { bytes: size, at: mtimeMs }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whole or not there: written beside, flushed, renamed, and the name flushed too. */
async function writeDurably(file: string, bytes: Buffer): Promise<void> {
  const part = `${file}.part`
  // Not before: on a disk that is full at the start, the agent starts.
  await mkdir(dirname(file), { recursive: true })
  try {
    await withHandle(part, 'w', async (handle) => {
      await handle.writeFile(bytes)
      await handle.sync()
    })
    await rename(part, file)
    await withHandle(dirname(file), 'r', (handle) => handle.sync())
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

async function withHandle(file: string, flags: string, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(file, flags)
  try {
    await use(handle)
  } finally {
    await handle.close()
  }
}
