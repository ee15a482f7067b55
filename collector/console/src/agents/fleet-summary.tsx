import type { AgentRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'

type FleetSummaryProps = { readonly agents: readonly AgentRecord[]; readonly isLinked: boolean }

/** How many cameras live and how many need a look, in one line. */
export function FleetSummary({ agents, isLinked }: FleetSummaryProps) {
  const { t } = useText()
  if (!isLinked) return <p className="quiet">{t('cameraStatus.unlinked')}</p>
  const cameras = agents.flatMap((agent) => agent.cameras)
  const live = cameras.filter(({ status }) => status === 'live').length
  const other = cameras.length - live
  const parts = [
    t('cameras.summaryLive', { count: live }),
    ...(other > 0 ? [t('cameras.summaryOther', { count: other })] : []),
  ]
  return <p className="quiet">{parts.join(' · ')}</p>
}
