import { Tooltip } from '@mantine/core'
import { StateMark } from '../agents/state-mark.tsx'
import type { StateShape } from '../agents/status.ts'
import { type Link, useLink } from '../feed/link.ts'
import { useHealth } from '../feed/use-health.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import type { TextKey } from '../i18n/vi.ts'

const looks: Readonly<Record<Link['state'], { readonly shape: StateShape; readonly word: TextKey }>> = {
  connecting: { shape: 'unknown', word: 'link.connecting' },
  open: { shape: 'alive', word: 'link.open' },
  lost: { shape: 'dead', word: 'link.lost' },
}

/** Whether this page receives events live. */
export function LinkState() {
  const { t, format } = useText()
  const link = useLink()
  const now = useNow()
  const health = useHealth()
  const { shape, word } = looks[link.state]
  const time = format.exact(link.since, now)
  const story = {
    connecting: t('link.connecting'),
    open: t('link.openSince', { time }),
    lost: t('link.lostSince', { time }),
  }[link.state]
  const version = health === undefined ? '' : ` · ${t('link.collectorVersion', { version: health.version })}`
  return (
    <Tooltip label={story + version}>
      <output className="link-state">
        <StateMark shape={shape} />
        <span>{t(word)}</span>
      </output>
    </Tooltip>
  )
}
