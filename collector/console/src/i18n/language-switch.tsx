import { chooseLanguage } from './i18n.ts'
import { useText } from './text.ts'

const languages = [
  { language: 'vi', word: 'language.vi' },
  { language: 'en', word: 'language.en' },
] as const

export function LanguageSwitch() {
  const { t, language: current } = useText()
  return (
    <fieldset className="segments" aria-label={t('language.label')}>
      {languages.map(({ language, word }) => (
        <button
          key={language}
          type="button"
          aria-pressed={language === current}
          aria-label={t(word)}
          title={t(word)}
          onClick={() => chooseLanguage(language)}
        >
          {language.toUpperCase()}
        </button>
      ))}
    </fieldset>
  )
}
