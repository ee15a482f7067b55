import { IconPlayerSkipForward } from '@tabler/icons-react'
import { useRef } from 'react'
import type { Clip } from '../../../../wire/event-media.ts'
import { mediaUrl } from '../api/collector.ts'
import { type Text, useText } from '../i18n/text.ts'
import { type ClipState, useClip } from './use-clip.ts'

type EventClipProps = {
  readonly clip: Clip
  /** Id of the event that it shows. */
  readonly event: string
  readonly title: string
  /** Epoch milliseconds of the event. */
  readonly startAt: number
}

/** What happened before, during and after. */
export function EventClip({ clip, event, title, startAt }: EventClipProps) {
  const text = useText()
  const { t, format } = text
  const { state, onError } = useClip(clip, event)
  const video = useRef<HTMLVideoElement>(null)
  const leadMs = Math.max(0, startAt - clip.at)
  const toEvent = (): void => {
    if (video.current !== null) video.current.currentTime = leadMs / 1000
  }
  return (
    <section className="clip" data-testid="event-clip" aria-label={t('clip.title')}>
      <h2>{t('clip.title')}</h2>
      {state.kind === 'ready' ? (
        // biome-ignore lint/a11y/useMediaCaption: the clips have no sound
        <video
          ref={video}
          src={mediaUrl(clip.sha256, event)}
          controls
          preload="metadata"
          playsInline
          onError={onError}
          aria-label={t('clip.alt', { title })}
        />
      ) : (
        <p className="clip-state" role="status">
          {stateWords(text, state)}
        </p>
      )}
      <p className="clip-facts quiet">
        {t('clip.starts', {
          lead: format.brief(leadMs),
          duration: format.duration(clip.durationMs),
          bytes: format.bytes(clip.bytes),
        })}
        {state.kind === 'ready' && (
          <button type="button" className="quiet-button" onClick={toEvent}>
            <IconPlayerSkipForward size={16} aria-hidden />
            {t('clip.toEvent')}
          </button>
        )}
      </p>
    </section>
  )
}

function stateWords({ t, format }: Text, state: ClipState): string {
  switch (state.kind) {
    case 'uploading':
      return t('clip.uploading', { percent: format.percent(state.received) })
    case 'evicted':
      return t('clip.evicted')
    case 'failed':
      return t('clip.failed')
    default:
      return t('clip.awaited')
  }
}
