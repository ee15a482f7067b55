import { IconAlertTriangle } from '@tabler/icons-react'
import type { AgentRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'
import { agentWarnings } from './warnings.ts'

/** What is wrong with an agent itself, each with what to do. */
export function AgentWarnings({ agent }: { readonly agent: AgentRecord }) {
  const { t } = useText()
  const warnings = agentWarnings(t, agent)
  if (warnings.length === 0) return null
  return (
    <ul className="agent-warnings">
      {warnings.map(({ key, title, advice, detail }) => (
        <li key={key} title={detail} data-testid="agent-warning" data-warning={key}>
          <IconAlertTriangle size={18} aria-hidden />
          <span>
            <strong>{title}</strong> {advice}
          </span>
        </li>
      ))}
    </ul>
  )
}
