import { QueryClient } from '@tanstack/react-query'
import { RefusedError } from './collector.ts'

const longestPauseMs = 10_000

/**
 * One cache for the page. It keeps trying while the collector does not answer or has a fault of its own (5xx), with
 * growing pauses; a question that the collector refuses (4xx) is not asked again. The feed keeps it fresh meanwhile.
 */
export function createClient(): QueryClient {
  return new QueryClient({
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
}
