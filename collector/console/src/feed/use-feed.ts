import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { feedUrl } from '../api/collector.ts'
import { createFeedApplier } from './apply.ts'
import { type Feed, openFeed } from './feed.ts'
import { linkStore } from './link.ts'
import { healthQuery } from './use-health.ts'

/**
 * Connects the page to the live feed for as long as it is shown. Everything is fetched again after the first connect, and when
 * the feed could not tell all of what was missed. Returns what connects anew at once.
 */
export function useFeed(): () => void {
  const client = useQueryClient()
  const feed = useRef<Feed>(undefined)

  useEffect(() => {
    const applier = createFeedApplier(client)
    const opened = openFeed(feedUrl, {
      onOpen: (isResumed) => {
        linkStore.set('open')
        if (!isResumed) void client.invalidateQueries()
      },
      onGap: () => void client.invalidateQueries(),
      onLost: () => linkStore.set('lost'),
      onMessage: applier.apply,
    })
    feed.current = opened
    return () => {
      opened.close()
      applier.close()
    }
  }, [client])

  // A connection that a router dropped silently looks open for ever: when health stops answering, the feed starts anew.
  const { failureCount } = useQuery(healthQuery)
  useEffect(() => {
    if (failureCount === 0 || linkStore.get().state !== 'open') return
    linkStore.set('lost')
    feed.current?.restart()
  }, [failureCount])

  return useCallback(() => {
    feed.current?.restart()
    void client.invalidateQueries()
  }, [client])
}
