import { queryOptions, useQuery } from '@tanstack/react-query'
import type { CollectorHealth } from '../../../../wire/rest.ts'
import { getHealth } from '../api/collector.ts'

const everyMs = 15_000

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => getHealth(signal),
  refetchInterval: everyMs,
})

/** The collector's own health; undefined until it has answered once. */
export function useHealth(): CollectorHealth | undefined {
  return useQuery(healthQuery).data
}
