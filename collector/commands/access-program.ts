import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { type AuditWords, exportAudit, listAudit, verifyAudit } from './audit-commands.ts'
import type { CommandContext } from './context.ts'
import { addKey, listKeys, revokeKey } from './key-commands.ts'
import type { Messages } from './messages.ts'
import { listRoles } from './role-commands.ts'
import { addUser, listUsers, setUserDisabled, setUserPassword, setUserRoles } from './user-commands.ts'

type UserOptions = { role?: string[]; display?: string; passwordStdin?: boolean }
type KeyOptions = { scope: string[]; branch?: string; days?: string }

const several = (word: string, before: string[] = []): string[] => [...before, word]

/**
 * Adds `user`, `role`, `key` and `audit`.
 * @param finish told whether all went well
 */
export function addAccessCommands(
  program: Command,
  { access: { commands, options } }: Messages,
  context: () => CommandContext,
  finish: (isWell: boolean) => void,
): void {
  const user = program.command('user').description(commands.user)
  user
    .command('add <name>')
    .description(commands.userAdd)
    .requiredOption('--role <role>', options.role, several)
    .option('--display <name>', options.display)
    .option('--password-stdin', options.passwordStdin)
    .action(async (name: string, given: UserOptions) => {
      const { role = [], display } = given
      const password = await passwordOf(given)
      const person = { roles: role, ...(display !== undefined && { display }), ...password }
      finish(await addUser(name, person, context()))
    })
  user
    .command('list')
    .description(commands.userList)
    .action(async () => finish(await listUsers(context())))
  user
    .command('disable <name>')
    .description(commands.userDisable)
    .action(async (name: string) => finish(await setUserDisabled(name, true, context())))
  user
    .command('enable <name>')
    .description(commands.userEnable)
    .action(async (name: string) => finish(await setUserDisabled(name, false, context())))
  user
    .command('passwd <name>')
    .description(commands.userPasswd)
    .option('--password-stdin', options.passwordStdin)
    .action(async (name: string, given: UserOptions) => {
      const { password } = await passwordOf(given)
      finish(await setUserPassword(name, password, context()))
    })
  user
    .command('role <name> <roles...>')
    .description(commands.userRole)
    .action(async (name: string, words: string[]) => finish(await setUserRoles(name, words, context())))

  program
    .command('role')
    .description(commands.role)
    .command('list')
    .description(commands.roleList)
    .action(() => finish(listRoles(context())))

  const key = program.command('key').description(commands.key)
  key
    .command('add <label>')
    .description(commands.keyAdd)
    .requiredOption('--scope <scope>', options.scope, several)
    .option('--branch <id>', options.branch)
    .option('--days <count>', options.days)
    .action(async (label: string, { scope, ...rest }: KeyOptions) =>
      finish(await addKey(label, { scopes: scope, ...rest }, context())),
    )
  key
    .command('list')
    .description(commands.keyList)
    .action(async () => finish(await listKeys(context())))
  key
    .command('revoke <id>')
    .description(commands.keyRevoke)
    .action(async (id: string) => finish(await revokeKey(id, context())))

  const audit = program.command('audit').description(commands.audit)
  audit
    .command('verify')
    .description(commands.auditVerify)
    .action(() => finish(verifyAudit(context())))
  const filtered = (name: string, description: string): Command =>
    audit
      .command(name)
      .description(description)
      .option('--from <time>', options.from)
      .option('--to <time>', options.to)
      .option('--actor <actor>', options.actor)
      .option('--action <action>', options.action)
  filtered('list', commands.auditList)
    .option('--limit <count>', options.limit)
    .action((words: AuditWords) => finish(listAudit(words, context())))
  filtered('export', commands.auditExport).action((words: AuditWords) => finish(exportAudit(words, context())))
}

/** Not from the command line, which everybody on the machine can read. */
async function passwordOf({ passwordStdin = false }: UserOptions): Promise<{ password?: string }> {
  return passwordStdin ? { password: (await text(process.stdin)).replace(/\r?\n$/, '') } : {}
}
