import { EventEmitter, once } from 'node:events'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { moveDurably, partSuffix, readIfThere, removeFile, writeDurably } from './durable-file.ts'

/** What is uploaded first comes first: a list of events shows thumbnails. */
export const mediaKinds = ['thumbnail', 'snapshot', 'clip'] as const
export type MediaKind = (typeof mediaKinds)[number]

/** A file of the folder; its name is the SHA-256 of its bytes, lower-case hex. */
export type Media = { readonly kind: MediaKind; readonly sha256: string; readonly bytes: number }

export type Picture = {
  readonly kind: Exclude<MediaKind, 'clip'>
  readonly sha256: string
  readonly jpeg: Buffer
}

/**
 * Pictures and clips on the box that no collector has yet, one file each, named by content. One budget holds all of them;
 * what the collector has is deleted at once, since nobody would ask the box for it: so that goes first, and the oldest
 * pending next, whatever it is.
 */
export type MediaFolder = {
  /** On disk when it resolves. Beyond the budget the oldest pending go, counted. */
  add(picture: Picture): Promise<void>
  /** The same for a whole file of this disk, which is moved, e.g. a clip. */
  adopt(media: Media, file: string): Promise<void>
  /** What is to be uploaded next: by kind, in this order, and of one kind the oldest. */
  next(kinds?: readonly MediaKind[]): Media | undefined
  /** Resolves when something is pending, or the signal aborts. */
  whenPending(signal: AbortSignal): Promise<void>
  /** From now on it is the first of its kind; one that is not pending is left alone. */
  hurry(sha256: string): void
  /** `undefined` when its file is gone. */
  read(media: Media): Promise<Buffer | undefined>
  /** Where its bytes lie. */
  fileOf(media: Pick<Media, 'sha256' | 'kind'>): string
  /** The collector has it. */
  remove(sha256: string): Promise<void>
  status(): MediaStatus
}

export type MediaStatus = {
  readonly pending: number
  readonly bytes: number
  /** Files that made room for newer ones since start. */
  readonly evicted: number
  readonly evictedBytes: number
}

/** Pictures are mostly uploaded as soon as they are written: so much of the newest is not read again for that. */
const maxFreshBytes = 1024 * 1024

const suffixes: Readonly<Record<MediaKind, string>> = { thumbnail: '.thumb.jpg', snapshot: '.jpg', clip: '.mp4' }

/**
 * Opens the folder and finds what an earlier start left in it.
 * @param maxBytes budget of all that is pending
 * @throws Error when the folder cannot be read
 */
export function openMediaFolder(folder: string, maxBytes: number): MediaFolder {
  /** By SHA-256, oldest first. */
  const pending = new Map<string, Media>()
  const queues = new Map(mediaKinds.map((kind) => [kind, new Set<string>()]))
  let bytes = 0
  let evicted = 0
  let evictedBytes = 0
  const adding = new Map<string, Promise<void>>()
  const fresh = createFresh()
  const arrivals = new EventEmitter()
  const fileOf = ({ sha256, kind }: Pick<Media, 'sha256' | 'kind'>) => join(folder, `${sha256}${suffixes[kind]}`)

  const enter = (media: Media): void => {
    pending.set(media.sha256, media)
    queues.get(media.kind)?.add(media.sha256)
    bytes += media.bytes
    arrivals.emit('pending')
  }

  const remove = async (sha256: string): Promise<void> => {
    const media = pending.get(sha256)
    if (media === undefined) return
    pending.delete(sha256)
    queues.get(media.kind)?.delete(sha256)
    bytes -= media.bytes
    fresh.delete(sha256)
    await removeFile(fileOf(media))
  }

  const makeRoom = async (newest: string): Promise<void> => {
    for (const oldest of pending.values()) {
      if (bytes <= maxBytes || oldest.sha256 === newest) break
      evicted += 1
      evictedBytes += oldest.bytes
      await remove(oldest.sha256)
    }
  }

  /** Two events may come with the same picture: it is placed once. */
  const keep = (media: Media, place: (file: string) => Promise<void>): Promise<void> => {
    if (pending.has(media.sha256)) return Promise.resolve()
    const known = adding.get(media.sha256)
    if (known !== undefined) return known
    const placing = place(fileOf(media))
      .then(() => {
        enter(media)
        return makeRoom(media.sha256)
      })
      .finally(() => adding.delete(media.sha256))
    adding.set(media.sha256, placing)
    return placing
  }

  for (const media of scan(folder)) enter(media)
  return {
    add: ({ kind, sha256, jpeg }) =>
      keep({ kind, sha256, bytes: jpeg.byteLength }, async (place) => {
        await writeDurably(place, jpeg)
        fresh.set(sha256, jpeg)
      }),
    adopt: (media, file) => keep(media, (place) => moveDurably(file, place)),
    next(kinds = mediaKinds) {
      for (const kind of kinds) {
        const sha256 = queues.get(kind)?.values().next().value
        if (sha256 !== undefined) return pending.get(sha256)
      }
      return undefined
    },
    hurry(sha256) {
      const kind = pending.get(sha256)?.kind
      const queue = kind && queues.get(kind)
      if (kind !== undefined && queue !== undefined) queues.set(kind, new Set([sha256, ...queue]))
    },
    async whenPending(signal) {
      if (pending.size === 0) await once(arrivals, 'pending', { signal }).catch(() => undefined)
    },
    read: async (media) => fresh.get(media.sha256) ?? readIfThere(fileOf(media)),
    fileOf,
    remove,
    status: () => ({ pending: pending.size, bytes, evicted, evictedBytes }),
  }
}

type Fresh = {
  get(sha256: string): Buffer | undefined
  set(sha256: string, bytes: Buffer): void
  delete(sha256: string): void
}

/** The bytes of the newest pictures, as many as memory should hold. */
function createFresh(): Fresh {
  const pictures = new Map<string, Buffer>()
  let size = 0
  const remove = (sha256: string): void => {
    size -= pictures.get(sha256)?.byteLength ?? 0
    pictures.delete(sha256)
  }
  return {
    get: (sha256) => pictures.get(sha256),
    set(sha256, bytes) {
      pictures.set(sha256, bytes)
      size += bytes.byteLength
      for (const oldest of pictures.keys()) if (size > maxFreshBytes) remove(oldest)
    },
    delete: remove,
  }
}

/** Oldest first. Files with names that are not ours are left alone, what was being written when the power went is not. */
function scan(folder: string): Media[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder)
  for (const name of names) {
    if (name.endsWith(partSuffix) && parseName(name.slice(0, -partSuffix.length))) rmSync(join(folder, name))
  }
  return names
    .flatMap((name) => parseName(name) ?? [])
    .map((named) => ({ named, ...statSync(join(folder, `${named.sha256}${suffixes[named.kind]}`)) }))
    .sort((a, b) => a.mtimeMs - b.mtimeMs)
    .map(({ named, size }) => ({ ...named, bytes: size }))
}

function parseName(name: string): Pick<Media, 'sha256' | 'kind'> | undefined {
  const sha256 = name.slice(0, 64)
  const kind = mediaKinds.find((kind) => name.slice(64) === suffixes[kind])
  return kind !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? { kind, sha256 } : undefined
}
