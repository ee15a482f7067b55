import { Popover, Tooltip } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import { changePassword, RefusedError } from '../api/collector.ts'
import { useText } from '../i18n/text.ts'
import { AccessForm, Field } from './access-form.tsx'

/** A person's own password, behind a button. Their sessions elsewhere end with the old one. */
export function PasswordChange() {
  const { t } = useText()
  const [opened, setOpened] = useState(false)
  const [isChanged, setIsChanged] = useState(false)
  const show = (isOpen: boolean): void => {
    setOpened(isOpen)
    setIsChanged(false)
  }
  const change = async (values: FormData): Promise<void> => {
    const [current, password] = [values.get('current'), values.get('password')]
    if (typeof current !== 'string' || typeof password !== 'string') return
    await changePassword(current, password).catch((error: unknown) => {
      // Who it is, is known here: only the old password can be wrong.
      if (error instanceof RefusedError && error.code === 'wrong-credentials')
        throw new RefusedError(error.status, error.message, 'wrong-password')
      throw error
    })
    setIsChanged(true)
  }
  return (
    <Popover opened={opened} onChange={show} position="bottom-end" trapFocus returnFocus shadow="none" width={320}>
      <Popover.Target>
        <Tooltip label={t('access.changePassword')} disabled={opened}>
          <button
            type="button"
            className="icon-button"
            aria-label={t('access.changePassword')}
            onClick={() => show(!opened)}
          >
            <IconKey size={18} aria-hidden />
          </button>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className="password-change" aria-label={t('access.changePassword')}>
        {isChanged ? (
          <p role="status">{t('access.passwordChanged')}</p>
        ) : (
          <AccessForm
            title={t('access.changePassword')}
            action={t('access.change')}
            busy={t('access.changing')}
            submit={change}
          >
            <Field name="current" label={t('access.currentPassword')} type="password" autoComplete="current-password" />
            <Field
              name="password"
              label={t('access.newPassword')}
              type="password"
              autoComplete="new-password"
              hint={t('access.passwordRule')}
            />
          </AccessForm>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
