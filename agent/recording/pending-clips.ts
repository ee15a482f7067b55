/** Which clips are still to be cut, one small file each: a crash between an event and the end of its post-roll loses none. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventDraft } from '../../wire/event.ts'

/** An event that asked for a clip. */
export type PendingClip = Pick<EventDraft, 'id' | 'camera' | 'type' | 'clock' | 'rule'> & {
  /** Epoch milliseconds. */
  readonly startAt: number
  /** Absent while it lasts; and for ever when a crash ended it. */
  readonly endAt?: number
  /** Somebody waits for it: it is uploaded before other clips. */
  readonly isUrgent?: true
}

export type PendingClips = {
  /** Oldest first. */
  list(): readonly PendingClip[]
  find(id: string): PendingClip | undefined
  /** Known at once, on disk when it resolves. */
  put(clip: PendingClip): Promise<void>
  remove(id: string): Promise<void>
}

const namePattern = /^[0-9a-f-]{36}\.json$/

/**
 * @param write puts a file on disk whole or not at all
 * @throws Error when the folder cannot be made or read
 */
export function openPendingClips(
  folder: string,
  write: (file: string, bytes: Uint8Array) => Promise<void>,
): PendingClips {
  mkdirSync(folder, { recursive: true })
  const clips = new Map(
    readdirSync(folder)
      .flatMap((name) => read(folder, name) ?? [])
      .sort((a, b) => a.startAt - b.startAt)
      .map((clip) => [clip.id, clip]),
  )
  const fileOf = (id: string): string => join(folder, `${id}.json`)
  /** The start of an event and its end may come within a moment, and are written in turn. */
  let work: Promise<void> = Promise.resolve()
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    const done = work.then(task)
    work = done.catch(() => undefined)
    return done
  }

  return {
    list: () => [...clips.values()],
    find: (id) => clips.get(id),
    put(clip) {
      clips.set(clip.id, clip)
      return inTurn(() => write(fileOf(clip.id), Buffer.from(JSON.stringify(clip))))
    },
    remove(id) {
      clips.delete(id)
      return inTurn(() => rm(fileOf(id), { force: true }))
    },
  }
}

/** What was half written is thrown away: its event has no clip. Other names are left alone. */
function read(folder: string, name: string): PendingClip | undefined {
  const file = join(folder, name)
  if (namePattern.test(name.replace(/\.part$/, '')) && name.endsWith('.part')) rmSync(file, { force: true })
  if (!namePattern.test(name)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PendingClip
  } catch {
    rmSync(file, { force: true })
    return undefined
  }
}
