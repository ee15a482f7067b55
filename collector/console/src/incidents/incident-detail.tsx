import type { IncidentRecord } from '../../../../wire/incidents.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { DetailPane } from '../layout/detail-pane.tsx'
import { IncidentActions } from './incident-actions.tsx'
import { IncidentChecklist } from './incident-checklist.tsx'
import { IncidentEvents } from './incident-events.tsx'
import { IncidentHistoryList } from './incident-history-list.tsx'
import { Place } from './incident-row.tsx'
import { SeverityMark } from './severity-mark.tsx'
import { useIncident } from './use-incidents.ts'
import { kindWord, stateWords } from './words.ts'

type IncidentDetailProps = {
  readonly id: string
  /** As the list has it; undefined when it is not in what was fetched. */
  readonly listed: IncidentRecord | undefined
  /** Whether whoever looks may change it. */
  readonly mayChange: boolean
  /** Where the list is hidden behind the detail. */
  readonly onBack: (() => void) | undefined
}

export function IncidentDetail({ id, listed, mayChange, onBack }: IncidentDetailProps) {
  const { t } = useText()
  const { incident, failureReason, refetch } = useIncident(id, listed)
  const words = {
    absent: t('problem.incidentAbsent'),
    failed: t('problem.incident'),
    advice: t('problem.adviceRights'),
  }
  return (
    <DetailPane failureReason={failureReason} words={words} onRetry={() => void refetch()} onBack={onBack}>
      {incident && <Shown incident={incident} mayChange={mayChange} />}
    </DetailPane>
  )
}

function Shown({ incident, mayChange }: { readonly incident: IncidentRecord; readonly mayChange: boolean }) {
  const { t } = useText()
  const title = t('incidents.title', { kind: kindWord(t, incident.kind), number: incident.number })
  return (
    <article className="detail" aria-label={title}>
      <header className="detail-head">
        <h1>
          <SeverityMark severity={incident.severity} />
          {title}
        </h1>
        <Standing incident={incident} />
      </header>
      {mayChange && <IncidentActions key={incident.id} incident={incident} />}
      <IncidentEvents key={`events ${incident.id}`} incident={incident} />
      {incident.steps.length > 0 && <IncidentChecklist incident={incident} mayChange={mayChange} />}
      <IncidentHistoryList incident={incident} />
    </article>
  )
}

function Standing({ incident }: { readonly incident: IncidentRecord }) {
  const { t, format } = useText()
  const now = useNow()
  return (
    <p className="detail-line quiet">
      <strong className="incident-state" data-state={incident.state}>
        {stateWords(t, incident)}
      </strong>
      <span>
        <Place incident={incident} />
      </span>
      <time dateTime={new Date(incident.startAt).toISOString()}>
        {format.ago(incident.startAt, now)} · {format.exact(incident.startAt, now)}
      </time>
      <span>{t('incidents.events', { count: incident.events })}</span>
      {incident.suppressed > 0 && <span>{t('incidents.suppressed', { count: incident.suppressed })}</span>}
      <span>
        {incident.owner === undefined ? t('incidents.ownerless') : t('incidents.owner', { name: incident.owner })}
      </span>
      {incident.acknowledgedAt !== undefined && (
        <span>
          {t('incidents.acknowledgedAfter', { duration: format.duration(incident.acknowledgedAt - incident.openedAt) })}
        </span>
      )}
      {incident.hold && (
        <span>{[t('incidents.held'), incident.held?.by, incident.held?.why].filter(Boolean).join(' · ')}</span>
      )}
    </p>
  )
}
