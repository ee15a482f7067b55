/** Which pictures and clips events name, and nobody has deleted: written in the transaction that stores the event. */
import type { Database } from 'better-sqlite3'
import type { EventMessage } from '../../wire/event.ts'
import { hexAddress } from '../../wire/media-address.ts'

export const mediaKinds = { snapshot: 1, thumbnail: 2, clip: 3 } as const

export type EventMediaRows = {
  /** Of one message of an event. @returns whether it names any */
  add(eventN: number, message: EventMessage): boolean
}

export function createEventMediaRows(db: Database): EventMediaRows {
  const insert = db.prepare('INSERT INTO media VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  return {
    add(eventN, { media }) {
      if (media === undefined) return false
      const named = [
        [mediaKinds.snapshot, media.snapshot],
        [mediaKinds.thumbnail, media.thumbnail],
        [mediaKinds.clip, media.clip?.sha256],
      ] as const
      let isAny = false
      for (const [kind, sha256] of named) {
        if (sha256 === undefined) continue
        insert.run(eventN, kind, Buffer.from(hexAddress(sha256), 'hex'))
        isAny = true
      }
      return isAny
    },
  }
}
