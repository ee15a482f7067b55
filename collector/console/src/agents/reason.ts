/** Why a camera is not live, in words. The agent sends a code, so that each reader is told in a language of theirs. */
import type { Translate } from '../i18n/text.ts'
import type { TextKey } from '../i18n/vi.ts'

const reasonKeys: Readonly<Record<string, TextKey>> = {
  'no-ffmpeg': 'why.no-ffmpeg',
  unauthorized: 'why.unauthorized',
  forbidden: 'why.forbidden',
  'not-found': 'why.not-found',
  'unknown-host': 'why.unknown-host',
  refused: 'why.refused',
  unreachable: 'why.unreachable',
  'no-video': 'why.no-video',
  'invalid-data': 'why.invalid-data',
  stalled: 'why.stalled',
  ended: 'why.ended',
  'size-changed': 'why.size-changed',
  'clock-set': 'why.clock-set',
  failed: 'why.failed',
  'stale-frame': 'why.stale-frame',
}

/** A code that is newer than this page is shown as it is. */
export function reasonWords(t: Translate, reason: string): string {
  const key = reason.startsWith('detector-') ? 'why.detector' : reasonKeys[reason]
  return key === undefined ? t('why.other', { reason }) : t(key)
}
