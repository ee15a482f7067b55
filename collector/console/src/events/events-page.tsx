import { useMediaQuery } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import { listEvents } from '../feed/merge.ts'
import { useText } from '../i18n/text.ts'
import { Empty } from '../layout/empty.tsx'
import { useKeys } from '../layout/use-keys.ts'
import { EventDetail } from './event-detail.tsx'
import { EventList } from './event-list.tsx'
import { FilterBar } from './filter-bar.tsx'
import { type EventFilters, filtersOf } from './filters.ts'
import { keyTarget } from './key-target.ts'
import { useEvents } from './use-events.ts'
import { useOpeningEvent } from './use-opening-event.ts'

const route = getRouteApi('/events')

/** Below this width list and detail do not fit beside each other; the style sheets use the same width. */
const wideEnough = '(min-width: 62em)'

/** The list of events and, beside it or on a phone over it, the one that is chosen. */
export function EventsPage() {
  const { t } = useText()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const isWide = useMediaQuery(wideEnough, undefined, { getInitialValueInEffect: false }) ?? true
  const filters = filtersOf(search)
  const query = useEvents(filters)
  const events = useMemo(() => listEvents(query.data), [query.data])
  const opening = useOpeningEvent(JSON.stringify(filters), events)
  const shownId = search.event ?? (isWide ? opening : undefined)

  const show = (event: string | undefined): void => {
    void navigate({ search: { ...filters, ...(event === undefined ? {} : { event }) }, replace: isWide })
  }
  const setFilters = (next: EventFilters): void => {
    void navigate({ search: next })
  }
  useKeys((key) => {
    const target = keyTarget(key, events, shownId)
    if (target !== undefined) show(target)
    else if (key === 'Escape' && search.event !== undefined) show(undefined)
    return target !== undefined
  })

  const overlaid = !isWide && shownId !== undefined
  return (
    <div className="events">
      <FilterBar filters={filters} onChange={setFilters} isHidden={overlaid} />
      <section className="events-list-pane" aria-label={t('events.list')} inert={overlaid}>
        <EventList
          key={`${JSON.stringify(filters)} ${isWide}`}
          query={query}
          events={events}
          filters={filters}
          shownId={shownId}
          isWide={isWide}
          onClearFilters={() => setFilters({})}
        />
      </section>
      {(isWide || overlaid) && (
        <section className="events-detail-pane" aria-label={t('events.detail')}>
          {shownId === undefined ? (
            <Empty sentence={t('events.noneDetail')} />
          ) : (
            <EventDetail
              key={shownId}
              id={shownId}
              listed={events.find(({ id }) => id === shownId)}
              onBack={isWide ? undefined : () => show(undefined)}
            />
          )}
        </section>
      )}
    </div>
  )
}
