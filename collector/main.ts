/** `npm run collector [-- --config FILE]`, and the commands of administrators: `site`, `user`, `backup` … */
import { resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { aborted, abortOnSignals } from '../runtime/closing.ts'
import { languageOf } from '../runtime/language.ts'
import { createLog } from '../runtime/log.ts'
import { productVersion } from '../runtime/project.ts'
import { runCollector } from './collector.ts'
import { addAccessCommands } from './commands/access-program.ts'
import { inviteAgent, listAgents, revokeAgent, writeAcl } from './commands/agent-commands.ts'
import { agentMessages } from './commands/agent-messages.ts'
import { backUp, restore } from './commands/backup-commands.ts'
import type { CommandContext } from './commands/context.ts'
import { messages } from './commands/messages.ts'
import { previewRetention, runRetentionNow } from './commands/retention-commands.ts'
import { retentionMessages } from './commands/retention-messages.ts'
import { importSites, listSites, removeSite } from './commands/site-commands.ts'
import { renewTls, showTls } from './commands/tls-commands.ts'
import { tlsMessages } from './commands/tls-messages.ts'
import { loadCollectorConfig, tlsPlace } from './config.ts'
import { openSource } from './tls/tls.ts'

const words = messages[languageOf(process.env)]
const complain = (line: string) => void process.stderr.write(`${line}\n`)
let isWell = true

const program = new Command('watchpost-collector')
  .description(words.about)
  .version(productVersion)
  .option('--config <file>', words.options.config)
  .option('--json', words.options.json)
  .exitOverride()
  .configureOutput({ outputError: (text) => complain(words.usage(text.trim().replace(/^error: /, ''))) })

const load = () => loadCollectorConfig(program.opts<{ config?: string }>().config, process.env)
const context = (): CommandContext => ({
  folder: resolve(load().dataFolder),
  messages: words,
  json: program.opts<{ json?: boolean }>().json === true,
  output: (line) => void process.stdout.write(`${line}\n`),
  complain,
})

program.action(run)

const site = program.command('site').description(words.commands.site)
site
  .command('list')
  .description(words.commands.siteList)
  .action(() => {
    isWell = listSites(context())
  })
site
  .command('import <file>')
  .description(words.commands.siteImport)
  .action((file: string) => {
    isWell = importSites(file, context())
  })
site
  .command('remove <id>')
  .description(words.commands.siteRemove)
  .action((id: string) => {
    isWell = removeSite(id, context())
  })
const agentWords = agentMessages[languageOf(process.env)]
const agentContext = () => ({ ...context(), messages: agentWords })
const agent = program.command('agent').description(agentWords.commands.agent)
agent
  .command('invite <site> <agent>')
  .description(agentWords.commands.invite)
  .option('--hours <number>', agentWords.hours, '24')
  .action(async (site: string, name: string, { hours }: { hours: string }) => {
    const config = load()
    const trusted = config.tls.enabled ? (await openSource(tlsPlace(config), Date.now)).trusted : undefined
    isWell = inviteAgent({ site, agent: name }, hours, trusted?.letters, agentContext())
  })
agent
  .command('list')
  .description(agentWords.commands.list)
  .action(() => {
    isWell = listAgents(agentContext())
  })
agent
  .command('revoke <site> <agent>')
  .description(agentWords.commands.revoke)
  .action((site: string, name: string) => {
    isWell = revokeAgent({ site, agent: name }, agentContext())
  })
agent
  .command('mosquitto-acl')
  .description(agentWords.commands.acl)
  .option('--reader <name>', agentWords.reader, (word: string, before: string[]) => [...before, word], [])
  .action(({ reader }: { reader: string[] }) => {
    isWell = writeAcl(reader, load().mqtt.username ?? 'collector', agentContext())
  })
const tlsWords = tlsMessages[languageOf(process.env)]
const tlsContext = () => ({ ...context(), messages: tlsWords, config: load() })
const tls = program.command('tls').description(tlsWords.commands.tls)
tls
  .command('show')
  .description(tlsWords.commands.show)
  .action(async () => {
    isWell = await showTls(tlsContext())
  })
tls
  .command('renew')
  .description(tlsWords.commands.renew)
  .action(async () => {
    isWell = await renewTls(tlsContext())
  })
program
  .command('backup <folder>')
  .description(words.commands.backup)
  .action(async (folder: string) => {
    isWell = await backUp(resolve(folder), context())
  })
program
  .command('restore <folder>')
  .description(words.commands.restore)
  .option('--replace', words.options.replace)
  .action(async (folder: string, { replace = false }: { replace?: boolean }) => {
    isWell = await restore(resolve(folder), replace, context())
  })
const retentionWords = retentionMessages[languageOf(process.env)]
const retention = program.command('retention').description(retentionWords.commands.retention)
for (const [name, description, start] of [
  ['preview', retentionWords.commands.preview, previewRetention],
  ['run', retentionWords.commands.run, runRetentionNow],
] as const) {
  retention
    .command(name)
    .description(description)
    .action(async () => {
      isWell = await start(load().retention, { ...context(), messages: retentionWords })
    })
}
addAccessCommands(program, words, context, (ended) => {
  isWell = ended
})

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode)
  complain(error instanceof Error ? error.message : String(error))
  isWell = false
}
process.exit(isWell ? 0 : 1)

async function run(): Promise<void> {
  const signal = abortOnSignals()
  const config = load()
  const log = createLog('collector', config.logLevel)
  const collector = await runCollector(config, { log })
  // Beside the log, whose lines are JSON.
  if (collector.setupCode !== undefined) complain(words.setupCode(collector.httpUrl, collector.setupCode))
  await aborted(signal)
  log.info('collector is closing')
  await collector.close()
}
