import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Clip } from '../../wire/event-media.ts'
import type { ClipLook, ClipWriter } from '../decode/clip-writer.ts'
import type { Picture } from '../decode/y4m.ts'
import { type ClipWindow, type Footage, readWindow } from './clip-window.ts'

/** Starts what writes an MP4 of a transport stream. */
export type OpenClipWriter = (file: string, look: ClipLook) => Promise<ClipWriter>

/** What nobody is to see: a picture is laid over all of it, or each picture is changed by what was there at its time. */
export type Concealing = { readonly maskedBy: string } | { readonly hide: (picture: Picture, at: number) => void }

/** A clip that takes longer than this is given up: 60 s of 4K on a small box. */
const patienceMs = 600_000

/**
 * Cuts a window out of the ring into one MP4, which is on disk when this resolves. Nothing is left of it when it fails.
 * @param concealing without it H.264 is passed on, and what browsers do not play encoded
 * @throws Error when there is no footage, the disk refuses or ffmpeg fails
 */
export async function cutClip(
  window: ClipWindow,
  file: string,
  openWriter: OpenClipWriter,
  concealing: Concealing | undefined,
  signal: AbortSignal,
): Promise<Clip> {
  try {
    const footage = await write(window, file, openWriter, concealing, signal)
    const { sha256, bytes } = await hashFile(file)
    return { sha256, at: footage.at, durationMs: footage.lastAt - footage.at + Math.round(footage.frameMs), bytes }
  } catch (cause) {
    await rm(file, { force: true })
    throw new Error(`recording: cutting ${file}`, { cause })
  }
}

async function write(
  window: ClipWindow,
  file: string,
  openWriter: OpenClipWriter,
  concealing: Concealing | undefined,
  signal: AbortSignal,
): Promise<Footage> {
  const footage: Partial<Footage> = {}
  const packets = readWindow(window, footage)
  // Only the first packets tell the codec.
  signal.throwIfAborted()
  const first = await packets.next()
  if (first.done === true) throw new Error('recording: there is no picture in what was recorded')
  const writer = await openWriter(file, lookOf(footage as Footage, concealing))
  const said: string[] = []
  createInterface({ input: writer.log }).on('line', (line) => said.push(line))
  const end = () => void writer.close()
  const giveUp = setTimeout(end, patienceMs)
  signal.addEventListener('abort', end)
  try {
    signal.throwIfAborted()
    // ffmpeg that ends early closes its input; its exit says why.
    await pipeline(Readable.from(startingWith(first.value, packets)), writer.input).catch(() => undefined)
    const status = await writer.exited
    if (status !== 'code 0') throw new Error(`recording: ffmpeg ended with ${status}: ${said.slice(-3).join(' | ')}`)
  } finally {
    clearTimeout(giveUp)
    signal.removeEventListener('abort', end)
    await writer.close()
  }
  return footage as Footage
}

function lookOf({ at, frameMs, codec }: Footage, concealing: Concealing | undefined): ClipLook {
  if (concealing === undefined) return codec === 'h264' ? 'copied' : 'encoded'
  if ('maskedBy' in concealing) return concealing
  return { frameMs, change: (picture, index) => concealing.hide(picture, at + index * frameMs) }
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}

/** What is hashed is what is flushed. */
async function hashFile(file: string): Promise<{ sha256: string; bytes: number }> {
  const handle = await open(file, 'r')
  await handle.sync().finally(() => handle.close())
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sha256: hash.digest('hex'), bytes }
}
