import type { AgentRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { oldestWaitingAt } from './delivery.ts'

/** What an agent told of itself; what it did not tell is left out. */
export function AgentFacts({ agent }: { readonly agent: AgentRecord }) {
  const { t, format } = useText()
  const now = useNow()
  const { version, startedAt, outboxDepth, lastSeenAt } = agent
  const oldestAt = oldestWaitingAt(agent)
  return (
    <dl className="agent-facts">
      <div title={format.exact(lastSeenAt, now)}>
        <dt>{t('agent.seen')}</dt>
        <dd>{format.ago(lastSeenAt, now)}</dd>
      </div>
      {outboxDepth !== undefined && (
        <div title={t('agent.outboxHint')}>
          <dt>{t('agent.outbox')}</dt>
          <dd data-waiting={outboxDepth > 0}>
            {format.number(outboxDepth)}
            {oldestAt !== undefined && (
              <span className="agent-fact-note">, {t('agent.outboxOldest', { ago: format.ago(oldestAt, now) })}</span>
            )}
          </dd>
        </div>
      )}
      {startedAt !== undefined && (
        <div>
          <dt>{t('agent.upSince')}</dt>
          <dd>{format.exact(startedAt, now)}</dd>
        </div>
      )}
      {version !== undefined && (
        <div>
          <dt>{t('agent.version')}</dt>
          <dd>{version}</dd>
        </div>
      )}
    </dl>
  )
}
