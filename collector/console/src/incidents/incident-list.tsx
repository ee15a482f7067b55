import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect } from 'react'
import type { IncidentPage, IncidentRecord } from '../../../../wire/incidents.ts'
import { EventSkeletons } from '../events/event-skeletons.tsx'
import { NewPill } from '../events/new-pill.tsx'
import { useSteadyScroll } from '../events/use-steady-scroll.ts'
import { useText } from '../i18n/text.ts'
import { Empty } from '../layout/empty.tsx'
import { Problem } from '../layout/problem.tsx'
import { IncidentRow } from './incident-row.tsx'
import type { IncidentsSearch } from './search.ts'

type IncidentListProps = {
  readonly query: UseInfiniteQueryResult<InfiniteData<IncidentPage>>
  readonly incidents: readonly IncidentRecord[]
  readonly search: IncidentsSearch
  readonly shownId: string | undefined
  readonly isWide: boolean
}

const rowHeight = { wide: 84, narrow: 116 }
const fetchBeforeEnd = 10

/** The incidents, newest first; only the visible rows exist, and what arrives above moves nothing that is being read. */
export function IncidentList({ query, incidents, search, shownId, isWide }: IncidentListProps) {
  const { t } = useText()
  const height = isWide ? rowHeight.wide : rowHeight.narrow
  const steady = useSteadyScroll(incidents, height)
  const rows = useVirtualizer({
    count: incidents.length,
    getScrollElement: () => steady.element.current,
    estimateSize: () => height,
    getItemKey: (index) => incidents[index]?.id ?? index,
    overscan: 6,
  })
  const items = rows.getVirtualItems()
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const nearEnd = (items.at(-1)?.index ?? 0) >= incidents.length - fetchBeforeEnd
  useEffect(() => {
    if (nearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage({ cancelRefetch: false })
  }, [nearEnd, hasNextPage, isFetchingNextPage, fetchNextPage])

  const { reveal } = steady
  useEffect(() => {
    if (shownId !== undefined) reveal(shownId)
  }, [shownId, reveal])

  if (incidents.length === 0) return <Instead query={query} />
  return (
    <div className="event-list">
      {steady.newCount > 0 && <NewPill words={t('incidents.new', { count: steady.newCount })} onClick={steady.toTop} />}
      <div ref={steady.element} className="event-list-scroll" onScroll={steady.onScroll}>
        <ul style={{ height: rows.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const incident = incidents[index]
            if (incident === undefined) return null
            return (
              <li key={key} style={{ height, transform: `translateY(${start}px)` }}>
                <IncidentRow incident={incident} search={search} isShown={incident.id === shownId} replace={isWide} />
              </li>
            )
          })}
        </ul>
        <p className="event-list-end quiet">{hasNextPage ? t('incidents.more') : t('events.end')}</p>
      </div>
    </div>
  )
}

/** What stands where no incident is: the reason why. */
function Instead({ query }: Pick<IncidentListProps, 'query'>) {
  const { t } = useText()
  if (query.failureReason !== null) {
    return (
      <Problem
        title={t('problem.incidents')}
        error={query.failureReason}
        advice={t('problem.adviceRights')}
        action={
          <button type="button" className="plain-button" onClick={() => void query.refetch()}>
            {t('action.retry')}
          </button>
        }
      />
    )
  }
  return query.isPending ? <EventSkeletons /> : <Empty sentence={t('incidents.none')} />
}
