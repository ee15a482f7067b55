import { Link } from '@tanstack/react-router'
import type { IncidentRecord } from '../../../../wire/incidents.ts'
import { useCamera } from '../agents/use-agents.ts'
import { cameraName } from '../events/words.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { useSiteName } from '../sites/use-site-name.ts'
import type { IncidentsSearch } from './search.ts'
import { SeverityMark } from './severity-mark.tsx'
import { kindWord, stateWords } from './words.ts'

type IncidentRowProps = {
  readonly incident: IncidentRecord
  readonly search: IncidentsSearch
  readonly isShown: boolean
  readonly replace: boolean
}

export function IncidentRow({ incident, search, isShown, replace }: IncidentRowProps) {
  const { t, format } = useText()
  const now = useNow()
  return (
    <Link
      to="/incidents"
      search={{ ...search, incident: incident.id }}
      replace={replace}
      className="event-row incident-row"
      data-shown={isShown}
      data-state={incident.state}
      data-testid="incident-row"
    >
      <span className="event-row-words">
        <span className="event-row-title">
          <SeverityMark severity={incident.severity} />
          <span className="event-row-name">{kindWord(t, incident.kind)}</span>
          <span className="incident-state">{stateWords(t, incident)}</span>
        </span>
        <span className="event-row-origin">
          <span className="cut quiet">
            <Place incident={incident} />
          </span>
          <span className="quiet incident-count">{t('incidents.events', { count: incident.events })}</span>
        </span>
        <span className="event-row-times quiet">
          <time className="cut" dateTime={new Date(incident.startAt).toISOString()}>
            {format.ago(incident.startAt, now)} · {format.exact(incident.startAt, now)}
          </time>
          {incident.owner !== undefined && <span className="cut">{incident.owner}</span>}
        </span>
      </span>
    </Link>
  )
}

/** The first camera by its name, how many more there are, and the site. */
export function Place({ incident: { site, agent, cameras } }: { readonly incident: IncidentRecord }) {
  const { t } = useText()
  const siteName = useSiteName()
  const [first = { site, agent, camera: '' }] = cameras
  const { camera } = useCamera(first)
  const name = first.camera === '' ? agent : cameraName(camera, first.camera)
  const more = cameras.length - 1
  return (
    <>
      {name}
      {more > 0 && ` ${t('incidents.moreCameras', { count: more })}`} · {siteName(site)}
    </>
  )
}
