import { Link } from '@tanstack/react-router'
import { PersonMenu } from '../access/person-menu.tsx'
import { LanguageSwitch } from '../i18n/language-switch.tsx'
import { useText } from '../i18n/text.ts'
import { SchemeSwitch } from '../theme/scheme-switch.tsx'
import { Clock } from './clock.tsx'
import { KeysHelp } from './keys-help.tsx'
import { LinkState } from './link-state.tsx'

export function TopBar() {
  const { t } = useText()
  return (
    <header className="top-bar">
      <Link to="/events" className="top-bar-product">
        <img src="/favicon.svg" width={24} height={24} alt="" />
        <span>{t('product.name')}</span>
      </Link>
      <div className="top-bar-tools">
        <LinkState />
        <Clock />
        <LanguageSwitch />
        <KeysHelp />
        <SchemeSwitch />
        <PersonMenu />
      </div>
    </header>
  )
}
