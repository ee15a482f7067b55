import { Link } from '@tanstack/react-router'
import { useText } from '../i18n/text.ts'
import { pages } from './pages.ts'

/** The pages: at the left, or at the bottom of a phone. */
export function Rail() {
  const { t } = useText()
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      {pages.map(({ to, word, Icon }) => (
        <Link key={to} to={to} className="rail-link" activeProps={{ 'aria-current': 'page' }}>
          <Icon size={20} stroke={1.6} aria-hidden />
          <span>{t(word)}</span>
        </Link>
      ))}
    </nav>
  )
}
