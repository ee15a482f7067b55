/** `npm run collector -- role list` */
import { roles } from '../../wire/access.ts'
import { roleTable } from '../access/roles.ts'
import type { CommandContext } from './context.ts'
import { table } from './table.ts'

/** What each role may do; who has it is said by `user list`. @returns whether all went well */
export function listRoles({ messages, json, output }: Pick<CommandContext, 'messages' | 'json' | 'output'>): boolean {
  if (json) {
    output(JSON.stringify({ roles: roles.map((role) => ({ role, permissions: roleTable[role] })) }, undefined, 2))
    return true
  }
  const rows = roles.map((role) => [role, roleTable[role].join(' ')])
  for (const line of table([messages.access.roleHeader, ...rows])) output(line)
  return true
}
