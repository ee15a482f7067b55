import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What a file is called while it is written. */
export const partSuffix = '.part'

/** Whole or not there: written beside, flushed, renamed, and the name flushed too. */
export async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const part = `${file}${partSuffix}`
  // Not before: on a disk that is full at the start, the agent starts.
  await mkdir(dirname(file), { recursive: true })
  try {
    await withHandle(part, 'w', async (handle) => {
      await handle.writeFile(bytes)
      await handle.sync()
    })
    await rename(part, file)
    await syncFolder(dirname(file))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** A whole file of the same disk gets another place; it is there or here, also after a power cut. */
export async function moveDurably(from: string, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await withHandle(from, 'r', (handle) => handle.sync())
  await rename(from, file)
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

function syncFolder(folder: string): Promise<void> {
  return withHandle(folder, 'r', (handle) => handle.sync())
}

async function withHandle(file: string, flags: string, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(file, flags)
  try {
    await use(handle)
  } finally {
    await handle.close()
  }
}
