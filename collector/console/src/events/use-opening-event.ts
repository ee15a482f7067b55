import { useState } from 'react'

/**
 * The event to show before anybody has chosen one: the newest when the list was first there. It stays the same when
 * newer ones arrive, so that nothing changes under the eyes of a reader.
 * @param listKey another value is another list
 */
export function useOpeningEvent(listKey: string, events: readonly { readonly id: string }[]): string | undefined {
  const [opening, setOpening] = useState<{ readonly listKey: string; readonly id: string }>()
  const newest = events[0]
  if (newest !== undefined && opening?.listKey !== listKey) setOpening({ listKey, id: newest.id })
  return opening?.listKey === listKey ? opening.id : undefined
}
