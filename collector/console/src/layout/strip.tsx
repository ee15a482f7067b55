import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react'
import type { CollectorHealth } from '../../../../wire/rest.ts'
import { useIsCutOff, useLink } from '../feed/link.ts'
import { useHealth } from '../feed/use-health.ts'
import { type Translate, useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { AgentsStrip } from './agents-strip.tsx'
import { StripLine } from './strip-line.tsx'
import { useSince } from './use-since.ts'

/** Says when the page is cut off from the collector, or else when the collector is unwell, or else when agents are. */
export function Strip({ onReconnect }: { readonly onReconnect: () => void }) {
  const { t, format } = useText()
  const now = useNow()
  const link = useLink()
  const isCutOff = useIsCutOff()
  const health = useHealth()
  const unwellSince = useSince(health?.ok === false)

  if (isCutOff) {
    const time = format.exact(link.since, now)
    return (
      <StripLine icon={<IconPlugConnectedX size={18} aria-hidden />}>
        <span>
          <strong>{t('strip.lost', { time, duration: format.duration(now - link.since) })}</strong>{' '}
          {t('strip.lostAction')}
        </span>
        <button type="button" className="plain-button" onClick={onReconnect}>
          {t('action.retry')}
        </button>
      </StripLine>
    )
  }
  if (health?.setAside !== undefined && unwellSince === undefined) {
    return (
      <>
        <StripLine icon={<IconAlertTriangle size={18} aria-hidden />}>
          <span>
            <strong>{t('strip.setAside', { files: health.setAside.join(', ') })}</strong> {t('strip.setAsideAction')}
          </span>
        </StripLine>
        <AgentsStrip />
      </>
    )
  }
  if (health === undefined || unwellSince === undefined) return <AgentsStrip />
  const time = format.exact(unwellSince, now)
  return (
    <StripLine icon={<IconAlertTriangle size={18} aria-hidden />}>
      <span>
        <strong>{t('strip.unwell', { time, reason: reasonsOf(t, health) })}</strong> {t('strip.unwellAction')}
      </span>
    </StripLine>
  )
}

const checkKeys = {
  broker: 'strip.broker',
  ingest: 'strip.ingest',
  store: 'strip.store',
  incidents: 'strip.incidents',
  certificate: 'strip.certificate',
} as const

function reasonsOf(t: Translate, { checks }: CollectorHealth): string {
  return (['broker', 'ingest', 'store', 'incidents', 'certificate'] as const)
    .filter((name) => !checks[name].ok)
    .map((name) => [t(checkKeys[name]), checks[name].reason].filter((part) => part !== undefined).join(': '))
    .join('; ')
}
