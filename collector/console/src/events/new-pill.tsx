import { IconArrowUp } from '@tabler/icons-react'
import { useText } from '../i18n/text.ts'

/** Tells of events above without moving the ones that are being read. */
export function NewPill({ count, onClick }: { readonly count: number; readonly onClick: () => void }) {
  const { t } = useText()
  return (
    <button type="button" className="new-pill" onClick={onClick} aria-live="polite">
      <IconArrowUp size={18} aria-hidden />
      {t('events.new', { count })}
    </button>
  )
}
