/** What a person must put right at an agent, and how. */
import type { AgentRecord } from '../../../../wire/rest.ts'
import type { Translate } from '../i18n/text.ts'

export type AgentWarning = {
  readonly key: string
  readonly title: string
  readonly advice: string
  /** In the words of the agent, in English. */
  readonly detail?: string
}

/** Of an agent that is heard: what another one said before it was cut off may be put right meanwhile. */
export function agentWarnings(t: Translate, agent: AgentRecord): AgentWarning[] {
  if (agent.status !== 'online' && agent.status !== 'silent') return []
  const alarms = (agent.alarms ?? []).map((alarm) => alarmWords(t, alarm, agentPlace(agent)))
  return agent.outboxFailure === undefined ? alarms : [...alarms, diskWords(t, agent.outboxFailure)]
}

/** `cho-ben-thanh / cong-chinh` */
export function agentPlace({ site, agent }: Pick<AgentRecord, 'site' | 'agent'>): string {
  return `${site} / ${agent}`
}

function alarmWords(t: Translate, alarm: string, place: string): AgentWarning {
  if (alarm === 'duplicate-identity')
    return { key: alarm, title: t('warning.duplicate', { place }), advice: t('warning.duplicateAdvice') }
  return { key: alarm, title: t('warning.other', { alarm }), advice: t('warning.otherAdvice') }
}

function diskWords(t: Translate, detail: string): AgentWarning {
  return { key: 'outbox-failure', title: t('warning.disk'), advice: t('warning.diskAdvice'), detail }
}
