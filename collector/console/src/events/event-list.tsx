import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect } from 'react'
import type { EventPage, EventRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'
import { Problem } from '../layout/problem.tsx'
import { EventRow } from './event-row.tsx'
import { EventSkeletons } from './event-skeletons.tsx'
import { type EventFilters, isFiltered } from './filters.ts'
import { NewPill } from './new-pill.tsx'
import { NoEvents } from './no-events.tsx'
import { useStartOver } from './use-events.ts'
import { useSteadyScroll } from './use-steady-scroll.ts'

type EventListProps = {
  readonly query: UseInfiniteQueryResult<InfiniteData<EventPage>>
  readonly events: readonly EventRecord[]
  readonly filters: EventFilters
  readonly shownId: string | undefined
  readonly isWide: boolean
  readonly onClearFilters: () => void
}

// Rows have one height each, so that a list of any length knows its places without measuring.
const rowHeight = { wide: 84, narrow: 116 }
const fetchBeforeEnd = 10
/** At the top of a longer list nobody misses its end, which is fetched again when it is scrolled to. */
const mostKept = 1_000

/** The events, newest first: only the visible rows exist, and older ones are fetched before the end is reached. */
export function EventList({ query, events, filters, shownId, isWide, onClearFilters }: EventListProps) {
  const { t } = useText()
  const height = isWide ? rowHeight.wide : rowHeight.narrow
  const steady = useSteadyScroll(events, height)
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => steady.element.current,
    estimateSize: () => height,
    getItemKey: (index) => events[index]?.id ?? index,
    overscan: 6,
  })
  const items = rows.getVirtualItems()
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const nearEnd = (items.at(-1)?.index ?? 0) >= events.length - fetchBeforeEnd

  useEffect(() => {
    if (nearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage({ cancelRefetch: false })
  }, [nearEnd, hasNextPage, isFetchingNextPage, fetchNextPage])

  const startOver = useStartOver()
  const isTooLong = events.length > mostKept && steady.isAtTop
  useEffect(() => {
    if (isTooLong) startOver()
  }, [isTooLong, startOver])

  // Only a choice moves the list, not a newcomer that shifts the chosen event.
  const { reveal } = steady
  useEffect(() => {
    if (shownId !== undefined) reveal(shownId)
  }, [shownId, reveal])

  if (events.length === 0) return <Instead query={query} filters={filters} onClearFilters={onClearFilters} />
  return (
    <div className="event-list">
      {steady.newCount > 0 && <NewPill words={t('events.new', { count: steady.newCount })} onClick={steady.toTop} />}
      <div ref={steady.element} className="event-list-scroll" onScroll={steady.onScroll}>
        <ul style={{ height: rows.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const event = events[index]
            if (event === undefined) return null
            return (
              <li key={key} style={{ height, transform: `translateY(${start}px)` }}>
                <EventRow event={event} filters={filters} isShown={event.id === shownId} replace={isWide} />
              </li>
            )
          })}
        </ul>
        <p className="event-list-end quiet">{hasNextPage ? t('events.more') : t('events.end')}</p>
      </div>
    </div>
  )
}

/** What stands where no event is: the reason why. */
function Instead({ query, filters, onClearFilters }: Pick<EventListProps, 'query' | 'filters' | 'onClearFilters'>) {
  const { t } = useText()
  if (query.failureReason !== null) {
    return (
      <Problem
        title={t('problem.events')}
        error={query.failureReason}
        advice={t('problem.adviceFilter')}
        action={
          <button type="button" className="plain-button" onClick={() => void query.refetch()}>
            {t('action.retry')}
          </button>
        }
      />
    )
  }
  if (query.isPending) return <EventSkeletons />
  return <NoEvents isFiltered={isFiltered(filters)} onClearFilters={onClearFilters} />
}
