/** Events that an agent tells about itself, not about what a camera saw: messages or pictures that are gone, its clock. */
import type { EventRecord } from '../../../../wire/rest.ts'
import { agentItself } from '../../../../wire/topics.ts'
import type { Translate } from '../i18n/text.ts'
import type { TextKey } from '../i18n/vi.ts'

export function isNotice(event: Pick<EventRecord, 'camera'>): boolean {
  return event.camera === agentItself
}

/** How many messages an event declares as lost; undefined when nobody knows. */
export function lostCount({ lost }: Pick<EventRecord, 'lost'>): number | undefined {
  if (lost?.from === undefined || lost.to === undefined) return undefined
  return lost.to - lost.from + 1
}

const causeKeys: Readonly<Record<string, TextKey>> = {
  disk: 'cause.disk',
  damaged: 'cause.damaged',
  invalid: 'cause.invalid',
}

/** A cause that is newer than this page is shown as it is. */
export function lossCauseWords(t: Translate, cause: string): string {
  const key = causeKeys[cause]
  return key === undefined ? cause : t(key)
}

const lostKeys: Readonly<Record<string, TextKey>> = {
  disk: 'notice.lostDisk',
  damaged: 'notice.lostDamaged',
  invalid: 'notice.lostInvalid',
}

/** What it means and what to do. */
export function noticeWords(t: Translate, event: EventRecord): string {
  if (event.type === 'outbox.lost') return t(lostKeys[event.lost?.cause ?? ''] ?? 'notice.lost')
  if (event.type === 'agent.started') return t('notice.started')
  if (event.type === 'clock.bad') return t(event.cause === 'stepped' ? 'notice.clockStepped' : 'notice.clockUnset')
  return t(event.type === 'media.evicted' ? 'notice.evicted' : 'notice.other')
}
