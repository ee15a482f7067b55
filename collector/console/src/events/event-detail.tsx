import type { EventRecord } from '../../../../wire/rest.ts'
import { useCamera } from '../agents/use-agents.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { DetailPane } from '../layout/detail-pane.tsx'
import { useSiteName } from '../sites/use-site-name.ts'
import { ClipRequest } from './clip-request.tsx'
import { EventClip } from './event-clip.tsx'
import { EventFacts } from './event-facts.tsx'
import { EventPicture } from './event-picture.tsx'
import { Lasting } from './lasting.tsx'
import { isNotice } from './notice.ts'
import { NoticePanel } from './notice-panel.tsx'
import { ObjectIcon } from './object-icon.tsx'
import { TimingMark } from './timing-mark.tsx'
import { useEvent } from './use-events.ts'
import { cameraName, eventTitle, originWords, timeWords } from './words.ts'

type EventDetailProps = {
  readonly id: string
  /** The event as the list has it; undefined when it is not in what was fetched. */
  readonly listed: EventRecord | undefined
  /** Where the list is hidden behind the detail. */
  readonly onBack: (() => void) | undefined
}

export function EventDetail({ id, listed, onBack }: EventDetailProps) {
  const { t } = useText()
  const { event, failureReason, refetch } = useEvent(id, listed)
  const words = {
    absent: t('problem.eventAbsent'),
    failed: t('problem.event'),
    advice: t('problem.adviceGone'),
  }
  return (
    <DetailPane failureReason={failureReason} words={words} onRetry={() => void refetch()} onBack={onBack}>
      {event && <Shown event={event} />}
    </DetailPane>
  )
}

function Shown({ event }: { readonly event: EventRecord }) {
  const { t, format } = useText()
  const siteName = useSiteName()
  const now = useNow()
  const { agent, camera } = useCamera(event)
  const title = eventTitle(t, format, event, cameraName(camera, event.camera))
  const name = cameraName(camera, event.camera)
  const rule = camera?.rules.find((candidate) => candidate.name === event.rule)
  return (
    <article className="detail" aria-label={title}>
      <header className="detail-head">
        <h1>
          <ObjectIcon event={event} size={20} />
          {title}
        </h1>
        <p className="detail-line quiet">
          <span>{originWords(t, event, camera, siteName(event.site))}</span>
          <time dateTime={new Date(event.startAt).toISOString()}>{timeWords(format, event, now)}</time>
          <Lasting event={event} agent={agent} />
          <TimingMark event={event} />
        </p>
      </header>
      {isNotice(event) ? (
        <NoticePanel event={event} />
      ) : (
        <EventPicture event={event} rule={rule} alt={t('picture.alt', { title, camera: name })} />
      )}
      {event.clip !== undefined && (
        <EventClip key={event.clip.sha256} clip={event.clip} event={event.id} title={title} startAt={event.startAt} />
      )}
      {event.clip === undefined && !isNotice(event) && <ClipRequest key={event.id} event={event} />}
      <EventFacts event={event} camera={name} />
    </article>
  )
}
