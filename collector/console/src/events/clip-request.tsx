import { IconMovie } from '@tabler/icons-react'
import { useState } from 'react'
import type { EventRecord } from '../../../../wire/rest.ts'
import { RefusedError, requestClip } from '../api/collector.ts'
import { useText } from '../i18n/text.ts'

type Asked = 'not-yet' | 'asking' | 'requested' | 'gone' | 'not-recorded' | 'silent' | 'failed'

const words = {
  asking: 'clip.request.asking',
  requested: 'clip.request.requested',
  gone: 'clip.request.gone',
  'not-recorded': 'clip.request.not-recorded',
  silent: 'clip.request.silent',
  failed: 'clip.request.failed',
} as const

const refusals: Readonly<Record<number, Asked>> = { 409: 'not-recorded', 410: 'gone', 504: 'silent' }

/** Of an event without a clip: the box may still have the pictures of its time. */
export function ClipRequest({ event }: { readonly event: EventRecord }) {
  const { t } = useText()
  const [asked, setAsked] = useState<Asked>('not-yet')
  const ask = (): void => {
    setAsked('asking')
    requestClip(event.id).then(
      () => setAsked('requested'),
      (error: unknown) => setAsked(error instanceof RefusedError ? (refusals[error.status] ?? 'failed') : 'failed'),
    )
  }
  const mayAsk = asked === 'not-yet' || asked === 'silent' || asked === 'failed'
  return (
    <p className="clip-facts quiet" data-testid="clip-request">
      {(mayAsk || asked === 'asking') && (
        <button type="button" className="plain-button" onClick={ask} disabled={!mayAsk}>
          <IconMovie size={16} aria-hidden />
          {t('clip.request')}
        </button>
      )}
      {asked !== 'not-yet' && <span role="status">{t(words[asked])}</span>}
    </p>
  )
}
