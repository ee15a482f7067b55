import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { getSites } from '../api/collector.ts'
import { useText } from '../i18n/text.ts'
import { siteNames } from './site-names.ts'

/** Names of places change about as often as streets do. */
const staleMs = 60_000

/** @returns what people call a place; its id while it is not known, or nobody has entered it */
export function useSiteName(): (id: string) => string {
  const { language } = useText()
  const { data } = useQuery({
    queryKey: ['sites'],
    queryFn: ({ signal }) => getSites(signal),
    staleTime: staleMs,
    refetchInterval: staleMs * 5,
  })
  return useMemo(() => {
    const names = siteNames(data ?? [], language)
    return (id) => names.get(id) ?? id
  }, [data, language])
}
