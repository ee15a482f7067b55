import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useAgents } from '../agents/use-agents.ts'
import { agentPlace, agentWarnings } from '../agents/warnings.ts'
import { useText } from '../i18n/text.ts'
import { StripLine } from './strip-line.tsx'

const maxNamed = 3

/** Names the agents that a person must put right, on every page. */
export function AgentsStrip() {
  const { t } = useText()
  const troubled = (useAgents().data ?? []).filter((agent) => agentWarnings(t, agent).length > 0)
  if (troubled.length === 0) return null
  const named = troubled.slice(0, maxNamed).map(agentPlace)
  const places = [...named, ...(troubled.length > maxNamed ? ['…'] : [])].join(', ')
  return (
    <StripLine icon={<IconAlertTriangle size={18} aria-hidden />}>
      <span>
        <strong>{t('strip.agents', { count: troubled.length, places })}</strong>
      </span>
      <Link to="/cameras" className="plain-button">
        {t('strip.agentsAction')}
      </Link>
    </StripLine>
  )
}
