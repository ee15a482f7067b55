/** `npm run collector -- key add | list | revoke` */
import { userInfo } from 'node:os'
import { type KeyRecord, permissions } from '../../wire/access.ts'
import { rightsOf } from '../access/rights.ts'
import type { CommandContext } from './context.ts'
import { table } from './table.ts'
import { withAccess } from './with-access.ts'

export type NewKeyWords = { readonly scopes: readonly string[]; readonly branch?: string; readonly days?: string }

const everything = rightsOf([{ role: 'administrator' }])
const dayMs = 24 * 3_600_000

/** @returns whether all went well; so do the others */
export function addKey(label: string, words: NewKeyWords, context: CommandContext): Promise<boolean> {
  const { messages, json, output, complain } = context
  return withAccess(context, label, ({ keys, isPlace, note }) => {
    const { branch, days } = words
    const scopes = permissions.filter((permission) => words.scopes.includes(permission))
    const unknown = words.scopes.filter((scope) => !scopes.some((known) => known === scope))
    const isWhole = days === undefined || /^[1-9]\d{0,4}$/.test(days)
    if (scopes.length === 0 || unknown.length > 0)
      complain(messages.access.badScope(unknown.join(' '), permissions.join(', ')))
    else if (branch !== undefined && !isPlace(branch)) complain(messages.access.badPlace(branch))
    else if (!isWhole) complain(messages.access.badNumber('--days', days))
    else {
      const facts = {
        label,
        scopes,
        ...(branch !== undefined && { branch }),
        ...(days !== undefined && { expiresAt: Date.now() + Number(days) * dayMs }),
      }
      const made = keys.add(facts, `command:${userInfo().username}`, everything)
      note('keys:manage', `key add ${label}`, { id: made.key.id, facts: JSON.stringify(facts) })
      output(json ? JSON.stringify(made) : messages.access.keyMade(made.key.id, made.token))
      return true
    }
    return false
  })
}

export function listKeys(context: CommandContext): Promise<boolean> {
  const { messages, json, output } = context
  return withAccess(context, 'key', ({ keys }) => {
    const list = keys.list(everything)
    if (json) output(JSON.stringify({ keys: list }, undefined, 2))
    else if (list.length === 0) output(messages.access.noKeys)
    else for (const line of table([messages.access.keyHeader, ...list.map(rowOf)])) output(line)
    return true
  })

  function rowOf({ id, scopes, branch, expiresAt, lastUsedAt, revokedAt, label }: KeyRecord): string[] {
    const where = branch ?? messages.access.everywhere
    const revoked = revokedAt === undefined ? '' : messages.access.revoked
    return [id, scopes.join(' '), where, timeOf(expiresAt), timeOf(lastUsedAt), revoked, label]
  }
}

export function revokeKey(id: string, context: CommandContext): Promise<boolean> {
  const { messages, json, output } = context
  return withAccess(context, id, ({ keys, note }) => {
    const key = keys.revoke(id, everything)
    note('keys:manage', `key revoke ${id}`)
    output(json ? JSON.stringify({ key }) : messages.access.keyRevoked(id))
    return true
  })
}

function timeOf(at: number | undefined): string {
  return at === undefined ? '–' : new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}
