import { type FileHandle, mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What a file is called while it is written. */
export const partSuffix = '.part'

/** Whole or not there: written beside, flushed, renamed, and the name flushed too. */
export async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const part = `${file}${partSuffix}`
  try {
    await inFolder(file, () =>
      withHandle(part, 'w', async (handle) => {
        await handle.writeFile(bytes)
        await handle.sync()
      }),
    )
    await rename(part, file)
    await syncFolder(dirname(file))
  } catch (error) {
    await removeFile(part).catch(() => undefined)
    throw error
  }
}

/** A whole file of the same disk gets another place; it is there or here, also after a power cut. */
export async function moveDurably(from: string, file: string): Promise<void> {
  await withHandle(from, 'r', (handle) => handle.sync())
  await inFolder(file, () => rename(from, file))
  await syncFolder(dirname(file))
}

export async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** @throws Error when it cannot be removed; that it is gone already is as well */
export async function removeFile(file: string): Promise<void> {
  await unlink(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}

/** Makes the folder of a file when it turns out not to be there; not before: on a disk that is full at the start, the agent starts. */
async function inFolder(file: string, place: () => Promise<void>): Promise<void> {
  await place().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    await mkdir(dirname(file), { recursive: true })
    await place()
  })
}

/** Folders that are going to be flushed. */
const syncs = new Map<string, Promise<void>>()

/** One flush is for all names that were given before it began: pictures come in twos and threes. */
function syncFolder(folder: string): Promise<void> {
  const known = syncs.get(folder)
  if (known !== undefined) return known
  const sync = withHandle(folder, 'r', (handle) => {
    syncs.delete(folder)
    return handle.sync()
  }).finally(() => {
    if (syncs.get(folder) === sync) syncs.delete(folder)
  })
  syncs.set(folder, sync)
  return sync
}

async function withHandle(file: string, flags: string, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(file, flags)
  try {
    await use(handle)
  } finally {
    await handle.close()
  }
}
