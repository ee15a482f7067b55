import type { IncidentRecord } from '../../../../wire/incidents.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { useIncidentHistory } from './use-incidents.ts'
import { entryWords } from './words.ts'

/** What was done and written, the newest first. */
export function IncidentHistoryList({ incident }: { readonly incident: IncidentRecord }) {
  const { t, format } = useText()
  const now = useNow()
  const { data } = useIncidentHistory(incident)
  const entries = data?.entries.toReversed() ?? []
  return (
    <section className="incident-part">
      <h2>{t('incidents.history')}</h2>
      <ol className="incident-history">
        {entries.map((entry) => (
          <li key={entry.n}>
            <span>{entryWords(t, entry)}</span>
            {entry.text !== undefined && <q>{entry.text}</q>}
            <span className="quiet">
              {entry.by ?? t('incidents.byCollector')} · {format.exact(entry.at, now)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
