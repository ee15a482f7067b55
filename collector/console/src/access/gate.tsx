import type { ReactNode } from 'react'
import { useText } from '../i18n/text.ts'
import { LoginPage } from './login-page.tsx'
import { useSession } from './use-session.ts'

/** Shows the console to whoever is logged in, or where nobody has to be; to others the door. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const { t } = useText()
  const { session, isUnreachable } = useSession()
  if (session === undefined)
    return isUnreachable ? (
      <p className="empty" role="status">
        {t('access.unreachable')}
      </p>
    ) : null
  return session.state === 'in' || session.state === 'open' ? children : <LoginPage session={session} />
}
