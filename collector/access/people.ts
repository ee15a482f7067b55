import { Check } from 'typebox/value'
import { type Grant, type PersonFacts, PersonName, type PersonRecord } from '../../wire/access.ts'
import type { PersonRows, StoredPerson } from '../store/people.ts'
import type { SessionRows } from '../store/sessions.ts'
import { AccessError } from './access-error.ts'
import { passwordFault, passwordFaults } from './password-rules.ts'
import type { Passwords } from './passwords.ts'
import { isWithin, type Places } from './rights.ts'

export type People = {
  /** Those whose every grant lies within `places`: whom somebody may manage who may do so there. */
  list(places: Places): PersonRecord[]
  find(name: string, places: Places): PersonRecord | undefined
  /**
   * Enters or changes a person. Whoever is disabled or given another password is logged out everywhere.
   * @param expected version that the change was made from; undefined for somebody new, `any` for whatever
   * @param places where the one who changes it may manage people: nobody gives more than that
   * @throws AccessError
   */
  put(name: string, facts: PersonFacts, expected: number | 'any' | undefined, places: Places): Promise<PersonRecord>
  /**
   * Another password for somebody who knows the present one; other sessions of theirs end.
   * @param session hash of the one that stays
   * @throws AccessError
   */
  changePassword(name: string, current: string, password: string, session: string): Promise<void>
  /**
   * Somebody who has logged in elsewhere, with the rights that they have there now.
   * @param subject who it is there, for good; the name may change
   * @returns undefined when disabled, or when the name is none or belongs to somebody else here
   */
  welcome(subject: string, name: string, facts: Pick<PersonFacts, 'displayName' | 'grants'>): StoredPerson | undefined
}

export type PeopleOptions = {
  readonly rows: PersonRows
  readonly sessions: SessionRows
  readonly passwords: Passwords
  readonly now: () => number
}

export function createPeople({ rows, sessions, passwords, now }: PeopleOptions): People {
  const put: People['put'] = async (name, { password, ...facts }, expected, places) => {
    if (password !== undefined) checkPassword(password, name)
    const hashed = password === undefined ? undefined : await passwords.hash(password)
    return rows.exclusively(() => {
      const known = rows.find(name)
      if (known !== undefined && !isManageable(known.grants, places)) throw absent(name)
      checkVersion(name, known?.version, expected)
      refuse(name, facts.grants, known, hashed !== undefined, places)
      const stored = { ...facts, disabled: facts.disabled ?? false }
      if (known !== undefined) keepAnAdministrator(rows.list(), { ...known, ...stored })
      rows.put(name, stored, hashed === undefined ? {} : { password: hashed }, now())
      if (stored.disabled || hashed !== undefined) sessions.removeOf(name)
      return toRecord(rows.find(name) ?? never(name))
    })
  }

  return {
    list: (places) =>
      rows
        .list()
        .filter(({ grants }) => isManageable(grants, places))
        .map(toRecord),
    find(name, places) {
      const person = rows.find(name)
      return person !== undefined && isManageable(person.grants, places) ? toRecord(person) : undefined
    },
    put,
    async changePassword(name, current, password, session) {
      checkPassword(password, name)
      const person = rows.find(name)
      if (!(await passwords.verify(person?.password, current)) || person === undefined)
        throw new AccessError('wrong-credentials', 'current: this is not the present password')
      const hashed = await passwords.hash(password)
      const { displayName, grants, disabled } = person
      rows.put(
        name,
        { ...(displayName !== undefined && { displayName }), grants, disabled },
        { password: hashed },
        now(),
      )
      sessions.removeOf(name, session)
    },
    welcome: (subject, suggested, facts) =>
      rows.exclusively(() => {
        const known = rows.findSubject(subject)
        const name = known?.name ?? suggested.trim().toLowerCase()
        const isRefused = known?.disabled ?? (rows.find(name) !== undefined || !Check(PersonName, name))
        if (isRefused) return undefined
        rows.put(name, { ...facts, disabled: false }, { subject }, now())
        return rows.find(name)
      }),
  }
}

/** @throws AccessError */
export function checkPassword(password: string, name: string): void {
  const fault = passwordFault(password, name)
  if (fault !== undefined) throw new AccessError('weak-password', `password: ${passwordFaults[fault]}`)
}

function isManageable(grants: readonly Grant[], places: Places): boolean {
  return grants.every(({ branch }) => isWithin(branch, places))
}

function checkVersion(name: string, version: number | undefined, expected: number | 'any' | undefined): void {
  if (expected === 'any' || version === expected) return
  throw new AccessError(
    'version-conflict',
    expected === undefined
      ? `"${name}" is there already, at version ${version}; change it with If-Match: "${version}"`
      : `"${name}" was changed by somebody else: it is at version ${version ?? 0}, not ${expected}; read it again`,
  )
}

function refuse(
  name: string,
  grants: readonly Grant[],
  known: StoredPerson | undefined,
  hasNewPassword: boolean,
  places: Places,
): void {
  const beyond = grants.find(({ branch }) => !isWithin(branch, places))
  if (beyond !== undefined)
    throw new AccessError(
      'forbidden',
      `grants: you cannot give "${beyond.role}" ${beyond.branch === undefined ? 'everywhere' : `in "${beyond.branch}"`}`,
    )
  if (known === undefined && !hasNewPassword)
    throw new AccessError('invalid-person', `password: "${name}" is new and needs one`)
  if (known?.subject !== undefined && hasNewPassword)
    throw new AccessError('invalid-person', `password: "${name}" logs in by single sign-on and has none here`)
}

function keepAnAdministrator(people: readonly StoredPerson[], changed: StoredPerson): void {
  const isOne = ({ grants, disabled }: StoredPerson) =>
    !disabled && grants.some(({ role, branch }) => role === 'administrator' && branch === undefined)
  const before = people.filter(isOne)
  const after = people.filter(({ name }) => name !== changed.name).filter(isOne)
  if (before.length > 0 && after.length === 0 && !isOne(changed))
    throw new AccessError(
      'last-administrator',
      `"${changed.name}" is the last administrator of everything; make another one first`,
    )
}

function absent(name: string): AccessError {
  return new AccessError('not-found', `there is no person "${name}"`)
}

function toRecord({ password: _, subject, ...person }: StoredPerson): PersonRecord {
  return { ...person, grants: [...person.grants], signOn: subject === undefined ? 'password' : 'single-sign-on' }
}

function never(name: string): never {
  throw new Error(`people: ${name} was stored and is not there`)
}
