import { IconClockExclamation, IconHistory } from '@tabler/icons-react'
import type { EventRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'
import { timingHint } from './words.ts'

/** That an event came long after it happened, or says that it happened after it came. */
export function TimingMark({ event }: { readonly event: EventRecord }) {
  const { t, format } = useText()
  if (event.timing === undefined) return null
  const Icon = event.timing === 'late' ? IconHistory : IconClockExclamation
  return (
    <span className="timing" data-timing={event.timing} title={timingHint(t, format, event)}>
      <Icon size={14} aria-hidden />
      {t(event.timing === 'late' ? 'timing.late' : 'timing.future')}
    </span>
  )
}
