import { IconMovie } from '@tabler/icons-react'
import { useState } from 'react'
import type { EventRecord } from '../../../../wire/rest.ts'
import { RefusedError, requestClip } from '../api/collector.ts'
import { useText } from '../i18n/text.ts'
import type { TextKey } from '../i18n/vi.ts'

type Asked = 'not-yet' | 'asking' | 'requested' | 'gone' | 'not-recorded' | 'silent' | 'failed'

const words = {
  'not-yet': undefined,
  asking: 'clip.request.asking',
  requested: 'clip.request.requested',
  gone: 'clip.request.gone',
  'not-recorded': 'clip.request.not-recorded',
  silent: 'clip.request.silent',
  failed: 'clip.request.failed',
} as const

const refusals: Readonly<Record<number, Asked>> = { 409: 'not-recorded', 410: 'gone', 504: 'silent' }

const failures: Readonly<Record<string, TextKey>> = {
  'not-recorded': 'clip.failure.not-recorded',
  'nobody-looked': 'clip.failure.nobody-looked',
}

/** Of an event without a clip: the box may still have the pictures of its time, and says when it cannot make one of them. */
export function ClipRequest({ event }: { readonly event: EventRecord }) {
  const { t } = useText()
  const [asked, setAsked] = useState<Asked>('not-yet')
  const [askedAfter, setAskedAfter] = useState(0)
  const ask = (): void => {
    setAsked('asking')
    setAskedAfter(event.lastSeq)
    requestClip(event.id).then(
      () => setAsked('requested'),
      (error: unknown) => setAsked(error instanceof RefusedError ? (refusals[error.status] ?? 'failed') : 'failed'),
    )
  }
  const isAnswered = asked === 'not-yet' || (asked === 'requested' && event.lastSeq > askedAfter)
  const failure = isAnswered ? event.clipFailure : undefined
  const mayAsk = asked === 'not-yet' || asked === 'silent' || asked === 'failed' || failure !== undefined
  const said = failure === undefined ? words[asked] : (failures[failure] ?? 'clip.failure.failed')
  return (
    <p className="clip-facts quiet" data-testid="clip-request">
      {(mayAsk || asked === 'asking') && (
        <button type="button" className="plain-button" onClick={ask} disabled={!mayAsk}>
          <IconMovie size={16} aria-hidden />
          {t('clip.request')}
        </button>
      )}
      {said !== undefined && <span role="status">{t(said)}</span>}
    </p>
  )
}
