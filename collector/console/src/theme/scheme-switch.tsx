import { Tooltip, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { useText } from '../i18n/text.ts'

const schemes = {
  auto: { next: 'dark', word: 'scheme.auto', Icon: IconDeviceDesktop },
  dark: { next: 'light', word: 'scheme.dark', Icon: IconMoon },
  light: { next: 'auto', word: 'scheme.light', Icon: IconSun },
} as const

/** Steps from the system's appearance to dark to light. */
export function SchemeSwitch() {
  const { t } = useText()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { next, word, Icon } = schemes[colorScheme]
  return (
    <Tooltip label={t(word)}>
      <button type="button" className="icon-button" aria-label={t(word)} onClick={() => setColorScheme(next)}>
        <Icon size={18} aria-hidden />
      </button>
    </Tooltip>
  )
}
