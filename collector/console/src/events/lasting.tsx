import type { AgentRecord, EventRecord } from '../../../../wire/rest.ts'
import { useIsCutOff } from '../feed/link.ts'
import { isOver } from '../feed/merge.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'

type LastingProps = { readonly event: EventRecord; readonly agent: AgentRecord | undefined }

/** That an event is still going on, or how long it lasted; nothing for an instant. */
export function Lasting({ event, agent }: LastingProps) {
  const { t, format } = useText()
  const now = useNow()
  const isCutOff = useIsCutOff()
  if (isOver(event)) {
    if (event.endAt === undefined || event.endAt <= event.startAt) return null
    return (
      <span className="lasted">{t('events.lasted', { duration: format.duration(event.endAt - event.startAt) })}</span>
    )
  }
  // An agent that is not heard cannot say that it has ended.
  if (isCutOff || (agent !== undefined && agent.status !== 'online')) {
    return <span className="ongoing ongoing-unsure">{t('events.endUnknown')}</span>
  }
  const duration = format.duration(Math.max(0, now - event.startAt))
  return <span className="ongoing">{t('events.ongoingFor', { duration })}</span>
}
