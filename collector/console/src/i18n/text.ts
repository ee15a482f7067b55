import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { createFormat, type Format, type Language } from './format.ts'
import type { TextKey } from './vi.ts'

/** Only keys that exist; `count` chooses the plural. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

export type Text = { readonly t: Translate; readonly format: Format; readonly language: Language }

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** The words and formats of the language that the person chose. */
export function useText(): Text {
  const { t, i18n } = useTranslation()
  const language: Language = i18n.language === 'en' ? 'en' : 'vi'
  return useMemo(() => {
    const translate: Translate = (key, values) => t(key, values ?? {})
    const words = { justNow: translate('time.now'), underASecond: translate('time.approximate') }
    return { t: translate, format: createFormat(language, timeZone, words), language }
  }, [t, language])
}
