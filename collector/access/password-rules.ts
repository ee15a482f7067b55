/** Which passwords are taken: length counts, and that it is none that is tried first. Pure. */

export type PasswordFault = 'short' | 'long' | 'name' | 'plain' | 'common'

const minLength = 12
const maxLength = 256
const minDistinct = 6

/** What people choose who must have twelve characters; also with digits or signs behind them. */
const common =
  /^(?:(?:pass(?:word)?|passw0rd|p@ssw(?:or|0r)d|mat ?khau|administrator|admin|quantri|welcome|changeme|watchpost|camera|vietnam|qwerty(?:uiop)?|iloveyou|letmein|abc|xin ?chao)[\s\d!@#$%^&*._-]*)+$/

const runs = '01234567890123456789 98765432109876543210 abcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnm'

/** @returns undefined when it is taken */
export function passwordFault(password: string, name: string): PasswordFault | undefined {
  const text = password.normalize('NFKC')
  const length = [...text].length
  if (length < minLength) return 'short'
  if (length > maxLength) return 'long'
  const small = text.toLowerCase()
  if (name.length > 3 && small.includes(name)) return 'name'
  if (new Set(small).size < minDistinct) return 'plain'
  return common.test(small) || runs.includes(small) ? 'common' : undefined
}

export const passwordFaults: Readonly<Record<PasswordFault, string>> = {
  short: `it must have at least ${minLength} characters; several words are good`,
  long: `it must have at most ${maxLength} characters`,
  name: 'it must not hold the name that it belongs to',
  plain: `it must have at least ${minDistinct} different characters`,
  common: 'it is one that is tried first; take several words that do not belong together',
}
