import { Tooltip } from '@mantine/core'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'

export function Clock() {
  const { t, format } = useText()
  const now = useNow()
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <Tooltip label={t('clock.zone', { zone })}>
      <time className="top-bar-clock" dateTime={new Date(now).toISOString()}>
        {format.time(now)} <span className="quiet">{format.zone(now)}</span>
      </time>
    </Tooltip>
  )
}
