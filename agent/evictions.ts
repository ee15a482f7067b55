import type { EventDraft } from '../wire/event.ts'
import type { MediaFolder } from './media/media-folder.ts'

export type EvictionReport = {
  readonly media: Pick<MediaFolder, 'status'>
  readonly notice: (count: number, bytes: number) => EventDraft
  readonly append: (drafts: readonly EventDraft[]) => Promise<void>
  readonly everyMs?: number
}

/**
 * Reports the pictures that the quota took as events, of which a full folder would otherwise be as many as of anything else:
 * one for all of a minute.
 * @returns what reports the rest and stops
 */
export function reportEvictions({ media, notice, append, everyMs = 60_000 }: EvictionReport): () => Promise<void> {
  let told = { evicted: 0, evictedBytes: 0 }
  const report = async (): Promise<void> => {
    const { evicted, evictedBytes } = media.status()
    if (evicted === told.evicted) return
    const draft = notice(evicted - told.evicted, evictedBytes - told.evictedBytes)
    told = { evicted, evictedBytes }
    // What the outbox cannot take, it counts and declares itself.
    await append([draft]).catch(() => undefined)
  }
  const timer = setInterval(() => void report(), everyMs)
  return () => {
    clearInterval(timer)
    return report()
  }
}
