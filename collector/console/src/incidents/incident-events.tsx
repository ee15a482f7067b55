import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { IncidentRecord } from '../../../../wire/incidents.ts'
import type { EventRecord } from '../../../../wire/rest.ts'
import { useCamera } from '../agents/use-agents.ts'
import { EventPicture } from '../events/event-picture.tsx'
import { isNotice } from '../events/notice.ts'
import { NoticePanel } from '../events/notice-panel.tsx'
import { ObjectCrop } from '../events/object-crop.tsx'
import { cameraName, eventTitle } from '../events/words.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { useIncidentEvents } from './use-incidents.ts'

/** The picture of one of its events, and all of them to choose from. */
export function IncidentEvents({ incident }: { readonly incident: IncidentRecord }) {
  const { t } = useText()
  const { data } = useIncidentEvents(incident)
  const [chosen, setChosen] = useState<string>()
  const events = data?.events ?? []
  const shown = events.find(({ id }) => id === chosen) ?? events.find(({ snapshot }) => snapshot) ?? events[0]
  if (data === undefined) return <div className="skeleton detail-skeleton" aria-busy="true" />
  if (shown === undefined) return <p className="quiet">{t('incidents.noEvents')}</p>
  const left = incident.events + incident.suppressed - events.length
  return (
    <section className="incident-part" aria-label={t('events.list')}>
      <ShownEvent event={shown} />
      {events.length > 1 && (
        <ul className="incident-strip">
          {events.map((event) => (
            <li key={event.id}>
              <Choice event={event} isShown={event.id === shown.id} onChoose={() => setChosen(event.id)} />
            </li>
          ))}
        </ul>
      )}
      {left > 0 && <p className="quiet">{t('incidents.moreEvents', { count: left })}</p>}
    </section>
  )
}

function ShownEvent({ event }: { readonly event: EventRecord }) {
  const { t, format } = useText()
  const now = useNow()
  const { camera } = useCamera(event)
  const name = cameraName(camera, event.camera)
  const title = eventTitle(t, format, event, name)
  const rule = camera?.rules.find((candidate) => candidate.name === event.rule)
  return (
    <>
      {isNotice(event) ? (
        <NoticePanel event={event} />
      ) : (
        <EventPicture key={event.id} event={event} rule={rule} alt={t('picture.alt', { title, camera: name })} />
      )}
      <p className="detail-line quiet">
        <span>{title}</span>
        <time dateTime={new Date(event.startAt).toISOString()}>{format.exact(event.startAt, now)}</time>
        <Link to="/events" search={{ event: event.id }}>
          {t('incidents.toEvent')}
        </Link>
      </p>
    </>
  )
}

type ChoiceProps = { readonly event: EventRecord; readonly isShown: boolean; readonly onChoose: () => void }

function Choice({ event, isShown, onChoose }: ChoiceProps) {
  const { t, format } = useText()
  const now = useNow()
  const { camera } = useCamera(event)
  const title = eventTitle(t, format, event, cameraName(camera, event.camera))
  const time = format.exact(event.startAt, now)
  return (
    <button
      type="button"
      className="incident-choice"
      aria-pressed={isShown}
      aria-label={`${title}, ${time}`}
      onClick={onChoose}
    >
      <span className="event-thumbnail">
        <ObjectCrop event={event} frameAspect={16 / 9} isSmall />
      </span>
      <span>{format.time(event.startAt)}</span>
    </button>
  )
}
