/** Pictures as files named by the SHA-256 of their bytes: `ab/abcdef…`. A file that is there is whole and on disk. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync, readdirSync, unlinkSync } from 'node:fs'
import { type FileHandle, mkdir, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

export type MediaFile = { readonly bytes: number; stream(): Readable }

export type MediaStore = {
  find(sha256: string): Promise<MediaFile | undefined>
  /**
   * Keeps the bytes of a stream under their address; one that is there already is not written again.
   * @throws MediaError when the bytes are not what they should be; then nothing is kept
   */
  put(sha256: string, body: Readable): Promise<'created' | 'exists'>
}

export type MediaErrorCode = 'too-large' | 'hash-mismatch' | 'not-jpeg'

export class MediaError extends Error {
  readonly code: MediaErrorCode

  constructor(code: MediaErrorCode, message: string) {
    super(`media: ${message}`)
    this.name = 'MediaError'
    this.code = code
  }
}

export type MediaOptions = { readonly maxBytes: number }

/** Opens the folder and removes what uploads left behind that a crash cut short. */
export function openMedia(folder: string, { maxBytes }: MediaOptions): MediaStore {
  const incoming = join(folder, 'incoming')
  mkdirSync(incoming, { recursive: true })
  for (const name of readdirSync(incoming)) unlinkSync(join(incoming, name))
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256)

  const find = async (sha256: string): Promise<MediaFile | undefined> => {
    const path = pathOf(sha256)
    const stats = await stat(path).catch(refuseUnlessAbsent)
    return stats === undefined ? undefined : { bytes: stats.size, stream: () => createReadStream(path) }
  }

  return {
    find,
    async put(sha256, body) {
      if ((await find(sha256)) !== undefined) return 'exists'
      const temporary = join(incoming, randomUUID())
      try {
        await writeVerified(temporary, body, sha256, maxBytes)
        await moveDurably(temporary, pathOf(sha256))
        return 'created'
      } catch (error) {
        await unlink(temporary).catch(refuseUnlessAbsent)
        throw error
      }
    },
  }
}

async function writeVerified(path: string, body: Readable, sha256: string, maxBytes: number): Promise<void> {
  const file = await open(path, 'wx')
  try {
    const digest = await copy(body, file, maxBytes)
    if (digest !== sha256) throw new MediaError('hash-mismatch', `the bytes have the address ${digest}`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** @returns the SHA-256 of what was copied, in hex */
async function copy(body: Readable, file: FileHandle, maxBytes: number): Promise<string> {
  const hash = createHash('sha256')
  let head = Buffer.alloc(0)
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new MediaError('too-large', `more than ${maxBytes} bytes`)
    if (head.length < jpegStart.length) {
      head = Buffer.concat([head, chunk.subarray(0, jpegStart.length)])
      refuseUnlessJpeg(head)
    }
    hash.update(chunk)
    await file.write(chunk)
  }
  if (head.length < jpegStart.length) throw new MediaError('not-jpeg', 'the bytes end before a JPEG begins')
  return hash.digest('hex')
}

/** Start of image, and the first byte of the next marker (ITU-T T.81, annex B). */
const jpegStart = Buffer.from([0xff, 0xd8, 0xff])

function refuseUnlessJpeg(head: Buffer): void {
  const length = Math.min(head.length, jpegStart.length)
  if (head.compare(jpegStart, 0, length, 0, length) !== 0) throw new MediaError('not-jpeg', 'the bytes are not a JPEG')
}

/** After a power cut a rename is only sure once the folder is synced, and the folder once its parent is. */
async function moveDurably(from: string, to: string): Promise<void> {
  const folder = dirname(to)
  const isNewFolder = (await mkdir(folder, { recursive: true })) !== undefined
  await rename(from, to)
  await syncFolder(folder)
  if (isNewFolder) await syncFolder(dirname(folder))
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function refuseUnlessAbsent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
