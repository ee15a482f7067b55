import { queryOptions, useQuery } from '@tanstack/react-query'
import type { SessionState } from '../../../../wire/access.ts'
import { sessionKey } from '../api/client.ts'
import { getSession } from '../api/collector.ts'

/** A session ends by itself, also on a page that only listens. */
const everyMs = 60_000

const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: ({ signal }) => getSession(signal),
  refetchInterval: everyMs,
})

/** Whether somebody is logged in, and has to be; undefined until the collector has answered once. */
export function useSession(): { readonly session: SessionState | undefined; readonly isUnreachable: boolean } {
  const { data, failureCount } = useQuery(sessionQuery)
  return { session: data, isUnreachable: data === undefined && failureCount > 0 }
}
