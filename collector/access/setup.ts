import type { Setup as SetupFacts } from '../../wire/access.ts'
import { canonicalCode } from '../../wire/enrolment-code.ts'
import type { PersonRows } from '../store/people.ts'
import type { SetupCodeRow } from '../store/setup-code.ts'
import { AccessError } from './access-error.ts'
import { newCode } from './codes.ts'
import type { Passwords } from './passwords.ts'
import { checkPassword } from './people.ts'
import { hashToken } from './tokens.ts'

/** How the first administrator comes to be: there is no default password. */
export type Setup = {
  /** @returns a new code to be shown to whoever started the program; undefined when somebody is entered already */
  begin(): string | undefined
  isNeeded(): boolean
  /**
   * Makes the first administrator, once.
   * @throws AccessError
   */
  complete(facts: SetupFacts): Promise<void>
}

/** 100 bits: it is good until somebody uses it. */
const codeGroups = 4

export type SetupOptions = {
  readonly row: SetupCodeRow
  readonly people: PersonRows
  readonly passwords: Passwords
  readonly now: () => number
}

export function createSetup({ row, people, passwords, now }: SetupOptions): Setup {
  const isNeeded = (): boolean => row.isSet() && people.list().length === 0
  return {
    begin() {
      if (people.list().length > 0) return undefined
      const code = newCode(codeGroups)
      row.set(hashToken(canonicalCode(code)))
      return code
    },
    isNeeded,
    async complete({ code, name, password }) {
      // Before the code is used up.
      checkPassword(password, name)
      const hashed = await passwords.hash(password)
      people.exclusively(() => {
        if (!isNeeded() || !row.take(hashToken(canonicalCode(code))))
          throw new AccessError(
            'wrong-code',
            'code: it is not the one that the collector printed at its last start, or has been used',
          )
        people.put(name, { grants: [{ role: 'administrator' }], disabled: false }, { password: hashed }, now())
      })
    },
  }
}
