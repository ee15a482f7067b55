import type { AgentRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'
import { useSiteName } from '../sites/use-site-name.ts'
import { AgentDelivery } from './agent-delivery.tsx'
import { AgentFacts } from './agent-facts.tsx'
import { AgentWarnings } from './agent-warnings.tsx'
import { StandingWords } from './standing-words.tsx'
import { agentStanding } from './status.ts'

type AgentCellProps = { readonly agent: AgentRecord; readonly isLinked: boolean }

/** An agent above its cameras: how it is, what it told of itself, what came of its messages, and what to put right. */
export function AgentCell({ agent, isLinked }: AgentCellProps) {
  const { t } = useText()
  const siteName = useSiteName()
  return (
    <th scope="rowgroup" colSpan={6}>
      <span className="agent-name">
        <span className="quiet">{siteName(agent.site)} / </span>
        {agent.agent}
      </span>
      <StandingWords standing={agentStanding(agent, isLinked)} />
      {agent.cameras.length === 0 && <span className="quiet">{t('cameras.agentHasNone')}</span>}
      <AgentFacts agent={agent} />
      <AgentDelivery agent={agent} />
      <AgentWarnings agent={agent} />
    </th>
  )
}
