import type { Severity } from '../../../../wire/event.ts'
import { severityKeys } from '../events/words.ts'
import { useText } from '../i18n/text.ts'

/** How urgent, by shape and word, so that nobody needs the colour. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  const { t } = useText()
  return (
    <span className="severity" data-severity={severity}>
      <svg viewBox="0 0 14 14" width={14} height={14} aria-hidden="true">
        {shapes[severity]}
      </svg>
      {t(severityKeys[severity])}
    </span>
  )
}

const shapes = {
  critical: <path d="M7 .5L13.5 7L7 13.5L.5 7z" fill="currentColor" />,
  high: <path d="M7 1.5L13.5 12.5H.5z" fill="currentColor" />,
  medium: <circle cx={7} cy={7} r={5.5} fill="currentColor" />,
  low: <rect x={2} y={2} width={10} height={10} fill="currentColor" />,
  info: <circle cx={7} cy={7} r={5} fill="none" stroke="currentColor" strokeWidth={2} />,
} as const
