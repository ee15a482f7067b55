import type { EventRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'
import { noticeWords } from './notice.ts'
import { ObjectIcon } from './object-icon.tsx'

/** Stands where the picture of another event would be: what an agent's word about itself means. */
export function NoticePanel({ event }: { readonly event: EventRecord }) {
  const { t } = useText()
  return (
    <div className="notice" data-testid="notice">
      <ObjectIcon event={event} size={24} />
      <p>{noticeWords(t, event)}</p>
    </div>
  )
}
