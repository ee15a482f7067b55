import { Link } from '@tanstack/react-router'
import type { EventRecord } from '../../../../wire/rest.ts'
import { useCamera } from '../agents/use-agents.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { useSiteName } from '../sites/use-site-name.ts'
import type { EventFilters } from './filters.ts'
import { Lasting } from './lasting.tsx'
import { ObjectCrop } from './object-crop.tsx'
import { ObjectIcon } from './object-icon.tsx'
import { TimingMark } from './timing-mark.tsx'
import { cameraName, eventTitle, originWords, timeWords } from './words.ts'

type EventRowProps = {
  readonly event: EventRecord
  readonly filters: EventFilters
  readonly isShown: boolean
  readonly replace: boolean
}

export function EventRow({ event, filters, isShown, replace }: EventRowProps) {
  const { t, format } = useText()
  const siteName = useSiteName()
  const now = useNow()
  const { agent, camera } = useCamera(event)
  return (
    <Link
      to="/events"
      search={{ ...filters, event: event.id }}
      replace={replace}
      className="event-row"
      data-shown={isShown}
      data-testid="event-row"
      data-event-id={event.id}
    >
      <span className="event-thumbnail" data-testid="event-thumbnail">
        <ObjectCrop event={event} frameAspect={16 / 9} isSmall />
      </span>
      <span className="event-row-words">
        <span className="event-row-title">
          <ObjectIcon event={event} />
          <span className="event-row-name">{eventTitle(t, format, event, cameraName(camera, event.camera))}</span>
          {event.score !== undefined && (
            <span className="event-row-score quiet" title={t('events.score', { score: format.percent(event.score) })}>
              {format.percent(event.score)}
            </span>
          )}
        </span>
        <span className="event-row-origin">
          <span className="cut quiet">{originWords(t, event, camera, siteName(event.site))}</span>
          <TimingMark event={event} />
        </span>
        <span className="event-row-times quiet">
          <time className="cut" dateTime={new Date(event.startAt).toISOString()}>
            {timeWords(format, event, now)}
          </time>
          <Lasting event={event} agent={agent} />
        </span>
      </span>
    </Link>
  )
}
