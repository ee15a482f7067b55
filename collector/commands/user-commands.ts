/** `npm run collector -- user add | list | disable | enable | passwd | role` */
import { randomInt } from 'node:crypto'
import { Check } from 'typebox/value'
import { type Grant, type PersonFacts, PersonName, type PersonRecord, roles } from '../../wire/access.ts'
import { AccessError } from '../access/access-error.ts'
import type { CommandContext } from './context.ts'
import { table } from './table.ts'
import { type CommandAccess, withAccess } from './with-access.ts'

export type NewUser = {
  /** ROLE or ROLE@BRANCH */
  readonly roles: readonly string[]
  readonly display?: string
  /** Made up and shown when not given. */
  readonly password?: string
}

/** @returns whether all went well; so do the others */
export function addUser(name: string, user: NewUser, context: CommandContext): Promise<boolean> {
  const { messages, complain } = context
  if (!Check(PersonName, name)) {
    complain(messages.access.badName(name))
    return Promise.resolve(false)
  }
  return withAccess(context, name, async (access) => {
    const grants = readGrants(user.roles, access, context)
    if (grants === undefined) return false
    const password = user.password ?? madeUp()
    const facts = { grants, password, ...(user.display !== undefined && { displayName: user.display }) }
    const person = await access.people.put(name, facts, undefined, 'everywhere')
    access.note('people:manage', `user add ${name}`, { grants: JSON.stringify(grants) })
    tell(person, messages.access.added(name), user.password === undefined ? password : undefined, context)
    return true
  })
}

export function listUsers(context: CommandContext): Promise<boolean> {
  const { messages, json, output } = context
  return withAccess(context, 'user', ({ people }) => {
    const list = people.list('everywhere')
    if (json) output(JSON.stringify({ people: list }, undefined, 2))
    else if (list.length === 0) output(messages.access.noUsers)
    else for (const line of table([messages.access.userHeader, ...list.map(rowOf)])) output(line)
    return true
  })

  function rowOf({ name, grants, disabled, displayName = '' }: PersonRecord): string[] {
    const given = grants.map(({ role, branch }) => (branch === undefined ? role : `${role}@${branch}`))
    return [name, given.join(' '), disabled ? messages.access.disabled : '', displayName]
  }
}

export function setUserRoles(name: string, words: readonly string[], context: CommandContext): Promise<boolean> {
  return change(name, 'role', context, (access) => {
    const grants = readGrants(words, access, context)
    return grants === undefined ? undefined : { facts: { grants } }
  })
}

export function setUserDisabled(name: string, disabled: boolean, context: CommandContext): Promise<boolean> {
  return change(name, disabled ? 'disable' : 'enable', context, () => ({ facts: { disabled } }))
}

export function setUserPassword(name: string, given: string | undefined, context: CommandContext): Promise<boolean> {
  const password = given ?? madeUp()
  return change(name, 'passwd', context, () => ({
    facts: { password },
    ...(given === undefined && { shown: password }),
  }))
}

type Change = { readonly facts: Partial<PersonFacts>; readonly shown?: string }

function change(
  name: string,
  verb: 'role' | 'disable' | 'enable' | 'passwd',
  context: CommandContext,
  changeOf: (access: CommandAccess) => Change | undefined,
): Promise<boolean> {
  const { messages } = context
  return withAccess(context, name, async (access) => {
    const known = access.people.find(name, 'everywhere')
    if (known === undefined) throw new AccessError('not-found', `there is no person "${name}"`)
    const changed = changeOf(access)
    if (changed === undefined) return false
    const { displayName, grants, disabled } = known
    const facts = { ...(displayName !== undefined && { displayName }), grants, disabled, ...changed.facts }
    const person = await access.people.put(name, facts, 'any', 'everywhere')
    const { password: _, ...said } = changed.facts
    access.note('people:manage', `user ${verb} ${name}`, { facts: JSON.stringify(said) })
    const words = verb === 'disable' ? messages.access.disabledNow(name) : messages.access.changed(name)
    tell(person, words, changed.shown, context)
    return true
  })
}

function tell(person: PersonRecord, words: string, password: string | undefined, context: CommandContext): void {
  const { messages, json, output } = context
  const shown = password === undefined ? {} : { password }
  if (json) output(JSON.stringify({ person, ...shown }))
  else {
    output(words)
    if (password !== undefined) output(messages.access.password(password))
  }
}

function readGrants(
  words: readonly string[],
  { isPlace }: CommandAccess,
  { messages, complain }: CommandContext,
): Grant[] | undefined {
  const grants: Grant[] = []
  for (const word of words) {
    const [name = '', branch] = word.split('@')
    const role = roles.find((known) => known === name)
    if (role === undefined) complain(messages.access.badRole(word, roles.join(', ')))
    else if (branch !== undefined && !isPlace(branch)) complain(messages.access.badPlace(branch))
    else grants.push({ role, ...(branch !== undefined && { branch }) })
  }
  return grants.length === words.length ? grants : undefined
}

/** Nothing that is taken for another letter. 100 bits. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

function madeUp(): string {
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}
