import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'
import type { Language } from './format.ts'
import { vi } from './vi.ts'

const memoryKey = 'watchpost-language'

/** Vietnamese unless the person, or else the browser, asks for English. */
function firstLanguage(): Language {
  const kept = recall()
  if (kept === 'vi' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'vi'
}

/** Must be called once, before the first text is asked for. */
export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  await i18next.use(initReactI18next).init({
    resources: { vi: { translation: vi }, en: { translation: en } },
    lng: firstLanguage(),
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  })
}

/** Changes the language of the page and remembers it. */
export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(memoryKey, language)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  void i18next.changeLanguage(language)
}

function recall(): string | null {
  try {
    return localStorage.getItem(memoryKey)
  } catch {
    return null
  }
}
