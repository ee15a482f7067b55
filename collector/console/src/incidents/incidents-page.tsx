import { useMediaQuery } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { SessionState } from '../../../../wire/access.ts'
import { useSession } from '../access/use-session.ts'
import { keyTarget } from '../events/key-target.ts'
import { useOpeningEvent } from '../events/use-opening-event.ts'
import { useText } from '../i18n/text.ts'
import { Empty } from '../layout/empty.tsx'
import { useKeys } from '../layout/use-keys.ts'
import { IncidentDetail } from './incident-detail.tsx'
import { IncidentList } from './incident-list.tsx'
import './incidents.css'
import { listIncidents } from './merge-incident.ts'
import { type Standing, standings } from './search.ts'
import { useIncidents } from './use-incidents.ts'

const route = getRouteApi('/incidents')

/** Below this width list and detail do not fit beside each other; the style sheets use the same width. */
const wideEnough = '(min-width: 62em)'

/** The queue of incidents and, beside it or on a phone over it, the one that is worked on. */
export function IncidentsPage() {
  const { t } = useText()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const isWide = useMediaQuery(wideEnough, undefined, { getInitialValueInEffect: false }) ?? true
  const { session } = useSession()
  const me = session?.person?.name
  const { standing = 'open' } = search
  const query = useIncidents(standing, me)
  const incidents = useMemo(() => listIncidents(query.data), [query.data])
  const opening = useOpeningEvent(standing, incidents)
  const shownId = search.incident ?? (isWide ? opening : undefined)
  const kept = standing === 'open' ? {} : { standing }

  const show = (incident: string | undefined): void => {
    void navigate({ search: { ...kept, ...(incident !== undefined && { incident }) }, replace: isWide })
  }
  useKeys((key) => {
    const target = keyTarget(key, incidents, shownId)
    if (target !== undefined) show(target)
    else if (key === 'Escape' && search.incident !== undefined && !isWide) show(undefined)
    return target !== undefined
  })

  const overlaid = !isWide && shownId !== undefined
  return (
    <div className="events">
      <StandingBar
        standing={standing}
        isPersonKnown={me !== undefined}
        isHidden={overlaid}
        onChoose={(next) => void navigate({ search: next === 'open' ? {} : { standing: next } })}
      />
      <section className="events-list-pane" aria-label={t('incidents.list')} inert={overlaid}>
        <IncidentList
          key={`${standing} ${isWide}`}
          query={query}
          incidents={incidents}
          search={kept}
          shownId={shownId}
          isWide={isWide}
        />
      </section>
      {(isWide || overlaid) && (
        <section className="events-detail-pane" aria-label={t('incidents.detail')}>
          {shownId === undefined ? (
            <Empty sentence={t('incidents.noneDetail')} />
          ) : (
            <IncidentDetail
              key={shownId}
              id={shownId}
              listed={incidents.find(({ id }) => id === shownId)}
              mayChange={mayChange(session)}
              onBack={isWide ? undefined : () => show(undefined)}
            />
          )}
        </section>
      )}
    </div>
  )
}

function mayChange(session: SessionState | undefined): boolean {
  return session?.state === 'open' || session?.person?.permissions.includes('incidents:write') === true
}

type StandingBarProps = {
  readonly standing: Standing
  readonly isPersonKnown: boolean
  readonly isHidden: boolean
  readonly onChoose: (standing: Standing) => void
}

const standingKeys = { open: 'standing.open', mine: 'standing.mine', closed: 'standing.closed' } as const

function StandingBar({ standing, isPersonKnown, isHidden, onChoose }: StandingBarProps) {
  const { t } = useText()
  return (
    <search className="filter-bar" aria-label={t('filter.label')} inert={isHidden}>
      <div className="segments standings">
        {standings
          .filter((one) => one !== 'mine' || isPersonKnown)
          .map((one) => (
            <button key={one} type="button" aria-pressed={one === standing} onClick={() => onChoose(one)}>
              {t(standingKeys[one])}
            </button>
          ))}
      </div>
    </search>
  )
}
