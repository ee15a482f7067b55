import { useQueryClient } from '@tanstack/react-query'
import type { SessionState } from '../../../../wire/access.ts'
import { sessionKey } from '../api/client.ts'
import { logIn, setUp } from '../api/collector.ts'
import { LanguageSwitch } from '../i18n/language-switch.tsx'
import { useText } from '../i18n/text.ts'
import { SchemeSwitch } from '../theme/scheme-switch.tsx'
import { AccessForm, Field } from './access-form.tsx'
import { returnedWith } from './refusal-words.ts'

/** The door: name and password, or the provider of single sign-on, or at the first start the code. */
export function LoginPage({ session }: { readonly session: SessionState }) {
  const { t } = useText()
  return (
    <div className="door">
      <header className="door-tools">
        <LanguageSwitch />
        <SchemeSwitch />
      </header>
      <main className="door-card">
        <h1>
          <img src="/favicon.svg" width={28} height={28} alt="" />
          {t('product.name')}
        </h1>
        {session.state === 'setup' ? <FirstStart /> : <LogIn label={session.singleSignOn} />}
      </main>
    </div>
  )
}

function LogIn({ label }: { readonly label: string | undefined }) {
  const { t } = useText()
  const client = useQueryClient()
  const enter = async (values: FormData): Promise<void> => {
    await logIn(textOf(values, 'name'), textOf(values, 'password'))
    // What somebody else saw here before is not theirs.
    client.removeQueries({ predicate: ({ queryKey: [name] }) => name !== sessionKey[0] })
    await client.invalidateQueries()
  }
  return (
    <>
      <AccessForm title={t('access.title')} action={t('access.enter')} submit={enter} begun={returnedWith(t)}>
        <Field name="name" label={t('access.name')} autoComplete="username" autoFocus />
        <Field name="password" label={t('access.password')} type="password" autoComplete="current-password" />
      </AccessForm>
      {label !== undefined && (
        <div className="door-elsewhere">
          <span className="quiet">{t('access.or')}</span>
          <a className="plain-button" href="/api/sign-on">
            {t('access.elsewhere', { label })}
          </a>
        </div>
      )}
    </>
  )
}

function FirstStart() {
  const { t } = useText()
  const client = useQueryClient()
  const create = async (values: FormData): Promise<void> => {
    await setUp(textOf(values, 'code'), textOf(values, 'name').toLowerCase(), textOf(values, 'password'))
    await client.invalidateQueries()
  }
  return (
    <AccessForm
      title={t('access.setupTitle')}
      story={t('access.setupStory')}
      action={t('access.create')}
      submit={create}
    >
      <Field name="code" label={t('access.code')} autoComplete="one-time-code" autoFocus />
      <Field name="name" label={t('access.name')} autoComplete="username" />
      <Field
        name="password"
        label={t('access.password')}
        type="password"
        autoComplete="new-password"
        hint={t('access.passwordRule')}
      />
    </AccessForm>
  )
}

function textOf(values: FormData, name: string): string {
  const value = values.get(name)
  // A password is taken as it is typed.
  return typeof value === 'string' ? (name === 'password' ? value : value.trim()) : ''
}
