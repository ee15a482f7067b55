import { Tooltip } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { logOut } from '../api/collector.ts'
import { useText } from '../i18n/text.ts'
import { PasswordChange } from './password-change.tsx'
import { useSession } from './use-session.ts'

/** Who is logged in, their password, and the way out; nothing where nobody has to log in. */
export function PersonMenu() {
  const { t } = useText()
  const client = useQueryClient()
  const { session } = useSession()
  if (session?.person === undefined) return null
  const name = session.person.displayName ?? session.person.name
  const leave = (): void => {
    const forget = (): void => {
      client.clear()
      location.assign('/')
    }
    logOut().then(forget, forget)
  }
  return (
    <>
      {session.person.hasPassword && <PasswordChange />}
      <Tooltip label={t('access.leaveName', { name })}>
        <button type="button" className="icon-button" aria-label={t('access.leaveName', { name })} onClick={leave}>
          <IconLogout size={18} aria-hidden />
        </button>
      </Tooltip>
    </>
  )
}
