import { useIsCutOff } from '../feed/link.ts'
import { useText } from '../i18n/text.ts'
import { Empty } from '../layout/empty.tsx'
import { Problem } from '../layout/problem.tsx'
import { FleetSummary } from './fleet-summary.tsx'
import { FleetTable } from './fleet-table.tsx'
import { useAgents } from './use-agents.ts'

/** Every agent with its cameras, and how each of them is now. */
export function CamerasPage() {
  const { t } = useText()
  const { data, failureReason, refetch } = useAgents()
  const isLinked = !useIsCutOff()
  if (data === undefined && failureReason !== null) {
    return (
      <Problem
        title={t('problem.agents')}
        error={failureReason}
        advice={t('problem.adviceReach')}
        action={
          <button type="button" className="plain-button" onClick={() => void refetch()}>
            {t('action.retry')}
          </button>
        }
      />
    )
  }
  if (data === undefined) return <div className="skeleton cameras-skeleton" aria-busy="true" />
  if (data.length === 0) return <Empty sentence={t('cameras.none')} />
  return (
    <div className="cameras">
      <header className="cameras-head">
        <h1>{t('cameras.title')}</h1>
        <FleetSummary agents={data} isLinked={isLinked} />
      </header>
      <FleetTable agents={data} isLinked={isLinked} />
    </div>
  )
}
