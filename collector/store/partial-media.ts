/** Uploads of clips that come in pieces, perhaps over days: what has come is kept, also across restarts. */
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { MediaError } from './media-error.ts'

export type Piece = {
  readonly sha256: string
  /** How much has come before, as the sender knows it. */
  readonly offset: number
  /** Nothing comes after this piece. */
  readonly isLast: boolean
  readonly body: Readable
}

export type Partials = {
  /** How many bytes of it have come; undefined when none have. */
  size(sha256: string): Promise<number | undefined>
  /**
   * Adds a piece. What has come of it is kept when it is cut short. A second sender takes the place of the first, whose
   * connection may have died unnoticed.
   * @returns the file when it is whole, and its bytes have the right hash; else how much there is
   * @throws MediaError when it does not continue what is there, or is not what it should be; then nothing of it is kept
   */
  add(piece: Piece): Promise<{ readonly size: number; readonly file?: string }>
  fileOf(sha256: string): string
}

export type PartialOptions = {
  /** Of one clip. */
  readonly maxBytes: number
  /** Of all that is not whole yet: beyond it those that have rested longest go. */
  readonly maxTotalBytes: number
  readonly now: () => number
}

/** What nobody has continued for so long will not be. */
const maxRestMs = 7 * 24 * 60 * 60_000
const headBytes = 8

export function openPartials(folder: string, { maxBytes, maxTotalBytes, now }: PartialOptions): Partials {
  mkdirSync(folder, { recursive: true })
  const active = new Map<string, { readonly stop: () => void; readonly done: Promise<unknown> }>()
  const fileOf = (sha256: string): string => join(folder, sha256)

  const size = async (sha256: string): Promise<number | undefined> => {
    const stats = await stat(fileOf(sha256)).catch(unlessAbsent)
    return stats?.size
  }

  const makeRoom = (): void => {
    let total = 0
    const files = readdirSync(folder).map((name) => ({ name, ...statSync(join(folder, name)) }))
    for (const { name, size: bytes, mtimeMs } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
      total += bytes
      const isKept = active.has(name) || (total <= maxTotalBytes && mtimeMs > now() - maxRestMs)
      if (!isKept) rmSync(join(folder, name), { force: true })
    }
  }

  const append = async ({ sha256, offset, isLast, body }: Piece): Promise<{ size: number; file?: string }> => {
    const file = fileOf(sha256)
    const have = (await size(sha256)) ?? 0
    if (offset !== have) throw new MediaError('offset-mismatch', `there are ${have} bytes, not ${offset}`, have)
    if (have === 0) makeRoom()
    try {
      const total = await copy(file, have, body, { maxBytes, isLast })
      if (!isLast) return { size: total }
      const digest = await hashOf(file)
      if (digest !== sha256) throw new MediaError('hash-mismatch', `the bytes have the address ${digest}`)
      return { size: total, file }
    } catch (error) {
      if (error instanceof MediaError) await rm(file, { force: true })
      throw error
    }
  }

  makeRoom()
  return {
    size,
    fileOf,
    async add(piece) {
      for (let other = active.get(piece.sha256); other !== undefined; other = active.get(piece.sha256)) {
        other.stop()
        await other.done
      }
      const adding = append(piece)
      const done = adding.catch(() => undefined).finally(() => active.delete(piece.sha256))
      active.set(piece.sha256, { stop: () => void piece.body.destroy(), done })
      return adding
    },
  }
}

/** @returns how many bytes the file has */
async function copy(
  file: string,
  have: number,
  body: Readable,
  { maxBytes, isLast }: { maxBytes: number; isLast: boolean },
): Promise<number> {
  const handle = await open(file, 'a+')
  try {
    let head = await readHead(handle)
    let bytes = have
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maxBytes) throw new MediaError('too-large', `more than ${maxBytes} bytes`)
      if (head.length < headBytes) {
        head = Buffer.concat([head, chunk.subarray(0, headBytes - head.length)])
        refuseUnlessMp4(head)
      }
      await handle.appendFile(chunk)
    }
    if (head.length < headBytes) throw new MediaError('not-mp4', 'the bytes end before an MP4 begins')
    // What a power cut takes of the pieces before is found by the hash, and sent again.
    if (isLast) await handle.sync()
    return bytes
  } finally {
    await handle.close()
  }
}

async function readHead(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
  return buffer.subarray(0, bytesRead)
}

/** A box of four bytes of length and its type (ISO/IEC 14496-12): the first is `ftyp`. */
function refuseUnlessMp4(head: Buffer): void {
  const type = head.subarray(4)
  if (type.compare(Buffer.from('ftyp'), 0, type.length) !== 0)
    throw new MediaError('not-mp4', 'the bytes are not an MP4')
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}

function unlessAbsent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
