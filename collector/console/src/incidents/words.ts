/** What incidents are called. */
import type { CloseReason, IncidentEntry, IncidentRecord, IncidentState } from '../../../../wire/incidents.ts'
import { severityKeys } from '../events/words.ts'
import type { Translate } from '../i18n/text.ts'
import type { TextKey } from '../i18n/vi.ts'

export const stateKeys: Readonly<Record<IncidentState, TextKey>> = {
  new: 'state.new',
  acknowledged: 'state.acknowledged',
  'in-progress': 'state.in-progress',
  'on-hold': 'state.on-hold',
  closed: 'state.closed',
}

export const closeKeys: Readonly<Record<CloseReason, TextKey>> = {
  real: 'close.real',
  'false-alarm': 'close.false-alarm',
  test: 'close.test',
  duplicate: 'close.duplicate',
  'no-action': 'close.no-action',
}

const kindKeys: Readonly<Record<string, TextKey>> = {
  intrusion: 'kind.intrusion',
  'left-object': 'kind.left-object',
  'wrong-way': 'kind.wrong-way',
  crowd: 'kind.crowd',
  'stopped-vehicle': 'kind.stopped-vehicle',
  speeding: 'kind.speeding',
  tampering: 'kind.tampering',
  'camera-fault': 'kind.camera-fault',
  'agent-fault': 'kind.agent-fault',
  urgent: 'kind.urgent',
}

/** A kind of somebody's own config as it is spelt. */
export function kindWord(t: Translate, kind: string): string {
  const known = kindKeys[kind]
  return known === undefined ? kind : t(known)
}

/** `Đã đóng · báo động giả` */
export function stateWords(t: Translate, { state, reason }: Pick<IncidentRecord, 'state' | 'reason'>): string {
  if (reason === undefined) return t(stateKeys[state])
  return `${t(stateKeys[state])} · ${reason === 'merged' ? t('close.merged') : t(closeKeys[reason])}`
}

/** What was done, in words; what people wrote stands beside it. */
export function entryWords(t: Translate, { what, from, to }: IncidentEntry): string {
  switch (what) {
    case 'opened':
      return t('entry.opened')
    case 'state':
      return to === undefined ? t('entry.state') : stateOf(t, to)
    case 'owner':
      return to === undefined ? t('entry.ownerless') : t('entry.owner', { name: to })
    case 'severity':
      return t('entry.severity', { severity: t(severityKeys[(to ?? 'info') as keyof typeof severityKeys]) })
    case 'hold':
      return t(to === 'true' ? 'entry.held' : 'entry.unheld')
    case 'step':
      return to === undefined ? t('entry.undone', { step: from ?? '' }) : t('entry.done', { step: to })
    case 'note':
      return t('entry.note')
    case 'merged':
      return t('entry.merged')
    case 'split':
      return t('entry.split')
    default:
      return t('entry.links')
  }
}

/** `closed: real` as the history has it. */
function stateOf(t: Translate, text: string): string {
  const [state, reason] = text.split(': ')
  return stateWords(t, { state, reason } as Pick<IncidentRecord, 'state' | 'reason'>)
}
