import type { FailureRows } from '../store/login-failures.ts'
import type { PersonRows, StoredPerson } from '../store/people.ts'
import type { SessionRows } from '../store/sessions.ts'
import { AccessError } from './access-error.ts'
import { addressGroup, addressRule, afterFailure, forgottenAfterMs, personRule } from './lockout.ts'
import type { Passwords } from './passwords.ts'
import { type Caller, rightsOf } from './rights.ts'
import { hashToken, newToken } from './tokens.ts'

/** The token is for the cookie; here only its hash is kept. */
export type NewSession = { readonly token: string; readonly person: StoredPerson; readonly expiresAt: number }

export type Session = {
  readonly caller: Caller
  readonly person: StoredPerson
  readonly hash: string
  readonly expiresAt: number
}

export type Sessions = {
  /**
   * A session for the right password; always a new one, so that nobody can have planted it.
   * @param old token of a session that the browser had before: it ends
   * @throws AccessError wrong-credentials, or locked-out after too many failures of a person or an address
   */
  logIn(name: string, password: string, address: string, old?: string): Promise<NewSession>
  /** A session for somebody who has proved elsewhere who they are. */
  begin(person: StoredPerson, old?: string): NewSession
  /** @returns undefined when it is none, over, or its person is disabled */
  find(token: string): Session | undefined
  end(token: string): void
  /**
   * Counts a failure of an address that guesses something else than a password.
   * @throws AccessError locked-out
   */
  guard(address: string): { succeeded(): void }
}

export type SessionOptions = {
  readonly rows: SessionRows
  readonly people: PersonRows
  readonly failures: FailureRows
  readonly passwords: Passwords
  readonly sessionMs: number
  readonly now: () => number
}

export function createSessions({ rows, people, failures, passwords, sessionMs, now }: SessionOptions): Sessions {
  /** Counted before it is known to be one: a hundred guesses at once are a hundred. */
  const guardAll = (subjects: readonly (readonly [subject: string, rule: typeof personRule])[]) => {
    const at = now()
    const known = subjects.map(([subject, rule]) => ({ subject, rule, failures: failures.find(subject) }))
    const blockedUntil = Math.max(...known.map((one) => one.failures?.blockedUntil ?? 0))
    if (blockedUntil > at) throw lockedOut(blockedUntil - at)
    for (const { subject, rule, failures: before } of known)
      failures.put(subject, afterFailure(before, at, rule), at - forgottenAfterMs)
    return {
      /** What came of the address before stays counted: one right password is no licence to guess others. */
      succeeded() {
        for (const { subject, failures: before } of known) {
          const isPerson = subject.startsWith('person:')
          if (isPerson || before === undefined) failures.remove(subject)
          else failures.put(subject, before, at - forgottenAfterMs)
        }
      },
    }
  }
  const begin: Sessions['begin'] = (person, old) => {
    const token = newToken()
    const at = now()
    if (old !== undefined) rows.remove(hashToken(old))
    rows.add(hashToken(token), person.name, at, at + sessionMs)
    return { token, person, expiresAt: at + sessionMs }
  }

  return {
    async logIn(givenName, password, address, old) {
      const name = givenName.trim().toLowerCase()
      const attempt = guardAll([
        [`person:${name}`, personRule],
        [`address:${addressGroup(address)}`, addressRule],
      ])
      const isRight = await passwords.verify(people.find(name)?.password, password)
      // Asked anew: it may have been disabled while the password was checked.
      const person = people.find(name)
      if (!isRight || person === undefined || person.disabled)
        throw new AccessError('wrong-credentials', 'name and password do not belong together')
      attempt.succeeded()
      return begin(person, old)
    },
    begin,
    find(token) {
      const hash = hashToken(token)
      const row = rows.find(hash, now())
      const person = row === undefined ? undefined : people.find(row.person)
      if (row === undefined || person === undefined || person.disabled) return undefined
      const caller: Caller = { kind: 'person', name: person.name, rights: rightsOf(person.grants) }
      return { caller, person, hash, expiresAt: row.expiresAt }
    },
    end: (token) => rows.remove(hashToken(token)),
    guard: (address) => guardAll([[`address:${addressGroup(address)}`, addressRule]]),
  }
}

function lockedOut(forMs: number): AccessError {
  return new AccessError('locked-out', `too many failures; try again in ${Math.ceil(forMs / 1_000)} s`, forMs)
}
