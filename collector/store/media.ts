/** Pictures and clips as files named by the SHA-256 of their bytes: `ab/abcdef…`. A file that is there is whole and on disk. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync, readdirSync, unlinkSync } from 'node:fs'
import { type FileHandle, mkdir, open, rename, stat, unlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { MediaError } from './media-error.ts'
import { openPartials, type Piece } from './partial-media.ts'

export type MediaFile = {
  readonly bytes: number
  readonly type: 'image/jpeg' | 'video/mp4'
  /** Both ends inclusive; all of it when not given. */
  stream(range?: { readonly start: number; readonly end: number }): Readable
}

export type MediaStore = {
  find(sha256: string): Promise<MediaFile | undefined>
  /** The beginning of a clip whose upload is not over. Nobody has checked it yet. */
  findPartial(sha256: string): Promise<MediaFile | undefined>
  /**
   * Keeps the bytes of a stream under their address; one that is there already is not written again.
   * @throws MediaError when the bytes are not what they should be; then nothing is kept
   */
  put(sha256: string, body: Readable): Promise<'created' | 'exists'>
  /**
   * Adds a piece of a clip, see `Partials`; of one that is there already nothing is written.
   * @returns how many bytes there are, and whether that is all of it
   */
  addPiece(piece: Piece): Promise<{ readonly size: number; readonly isWhole: boolean }>
}

export type MediaOptions = {
  /** Of a picture. */
  readonly maxBytes: number
  readonly maxClipBytes: number
  readonly maxPartialBytes: number
  /** Told of every file that is kept, once. */
  readonly onStored?: (bytes: number) => void
}

/** Opens the folder and removes what uploads left behind that a crash cut short. */
export function openMedia(folder: string, options: MediaOptions): MediaStore {
  const { maxBytes, maxClipBytes, maxPartialBytes, onStored } = options
  const partialOptions = { maxBytes: maxClipBytes, maxTotalBytes: maxPartialBytes, now: Date.now }
  const partials = openPartials(join(folder, 'partial'), partialOptions)
  const incoming = join(folder, 'incoming')
  mkdirSync(incoming, { recursive: true })
  for (const name of readdirSync(incoming)) unlinkSync(join(incoming, name))
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256)

  const find = (sha256: string): Promise<MediaFile | undefined> => describe(pathOf(sha256))

  /** What comes again is as young as if it came now: retention goes by that. */
  const isThere = async (sha256: string): Promise<boolean> => {
    if ((await find(sha256)) === undefined) return false
    const now = new Date()
    await utimes(pathOf(sha256), now, now)
    return true
  }

  return {
    find,
    findPartial: (sha256) => describe(partials.fileOf(sha256)),
    async put(sha256, body) {
      if (await isThere(sha256)) return 'exists'
      const temporary = join(incoming, randomUUID())
      try {
        await writeVerified(temporary, body, sha256, maxBytes)
        await moveDurably(temporary, pathOf(sha256))
        onStored?.((await stat(pathOf(sha256))).size)
        return 'created'
      } catch (error) {
        await unlink(temporary).catch(refuseUnlessAbsent)
        throw error
      }
    },
    async addPiece(piece) {
      const there = await find(piece.sha256)
      if (there !== undefined) {
        piece.body.resume()
        return { size: there.bytes, isWhole: true }
      }
      const { size, file } = await partials.add(piece)
      if (file !== undefined) await moveDurably(file, pathOf(piece.sha256))
      if (file !== undefined) onStored?.(size)
      return { size, isWhole: file !== undefined }
    },
  }
}

/** What lies at a path, by its first bytes. */
async function describe(path: string): Promise<MediaFile | undefined> {
  const file = await open(path, 'r').catch(refuseUnlessAbsent)
  if (file === undefined) return undefined
  try {
    const [{ size }, { buffer }] = [await file.stat(), await file.read(Buffer.alloc(jpegStart.length))]
    const type = buffer.equals(jpegStart) ? 'image/jpeg' : 'video/mp4'
    return { bytes: size, type, stream: (range) => createReadStream(path, range) }
  } finally {
    await file.close()
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
