import { QueryCache, QueryClient } from '@tanstack/react-query'
import { RefusedError } from './collector.ts'

export const sessionKey = ['session'] as const

const longestPauseMs = 10_000

/**
 * One cache for the page. It keeps trying while the collector does not answer or has a fault of its own (5xx), with
 * growing pauses; a question that the collector refuses (4xx) is not asked again. The feed keeps it fresh meanwhile.
 */
export function createClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        // Logged out meanwhile: what the page shows next depends on that alone.
        if (error instanceof RefusedError && error.status === 401)
          void client.invalidateQueries({ queryKey: sessionKey })
      },
    }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: (_, error) => !(error instanceof RefusedError && error.status < 500),
        retryDelay: (attempt) => Math.min(longestPauseMs, 500 * 2 ** attempt),
      },
    },
  })
  return client
}
