import { useSyncExternalStore } from 'react'
import { useNow } from '../i18n/use-now.ts'

/** Whether the live feed is connected, and since when it is as it is (epoch milliseconds). */
export type Link = { readonly state: 'connecting' | 'open' | 'lost'; readonly since: number }

type LinkStore = {
  readonly get: () => Link
  readonly set: (state: Link['state']) => void
  readonly subscribe: (listener: () => void) => () => void
}

/** A change to the state that it already has keeps `since`. */
function createLinkStore(): LinkStore {
  const listeners = new Set<() => void>()
  let link: Link = { state: 'connecting', since: Date.now() }
  return {
    get: () => link,
    set: (state) => {
      if (state === link.state) return
      link = { state, since: Date.now() }
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const linkStore = createLinkStore()

export function useLink(): Link {
  return useSyncExternalStore(linkStore.subscribe, linkStore.get)
}

/** Shorter interruptions heal before anybody could read about them. */
const unsaidMs = 2_000

/** Whether the page no longer knows what happens now. */
export function useIsCutOff(): boolean {
  const { state, since } = useLink()
  return useNow() - since >= unsaidMs && state === 'lost'
}
