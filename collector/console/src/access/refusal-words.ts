import { RefusedError } from '../api/collector.ts'
import type { Translate } from '../i18n/text.ts'
import type { TextKey } from '../i18n/vi.ts'

const words: Readonly<Record<string, TextKey>> = {
  'wrong-credentials': 'access.wrongCredentials',
  'wrong-password': 'access.wrongPassword',
  'locked-out': 'access.lockedOut',
  'too-many-requests': 'access.lockedOut',
  'wrong-code': 'access.wrongCode',
  'weak-password': 'access.weakPassword',
  'invalid-request': 'access.badName',
}

/** Why nobody is let in, in the language of the page. */
export function refusalWords(t: Translate, error: unknown): string {
  if (!(error instanceof RefusedError)) return t('problem.unreachable')
  const key = words[error.code ?? '']
  return key === undefined ? t('access.failed', { detail: error.message }) : t(key)
}

/** What the provider of single sign-on sent people back with, in the address of the page. */
export function returnedWith(t: Translate): string | undefined {
  const reason = new URLSearchParams(location.search).get('sign-on')
  if (reason === null) return undefined
  return t(reason === 'no-group' ? 'access.noGroup' : 'access.signOnFailed')
}
