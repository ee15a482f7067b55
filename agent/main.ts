#!/usr/bin/env node
import { resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { abortOnSignals } from '../runtime/closing.ts'
import { ConfigError, loadConfig } from '../runtime/config.ts'
import { languageOf } from '../runtime/language.ts'
import { createLog } from '../runtime/log.ts'
import { givenPath, productVersion } from '../runtime/project.ts'
import { runAgent } from './agent.ts'
import { checkCameras } from './check-cameras.ts'
import { AgentConfig } from './config.ts'
import { enrol } from './enrolment/enrol.ts'
import { enrolmentWords } from './enrolment/words.ts'
import { ReplayError } from './replay/replay-error.ts'
import { en } from './replay/words-en.ts'
import { vi } from './replay/words-vi.ts'
import type { ReplayFlags } from './replay-command.ts'
import { refuseOpenStatus } from './status-config.ts'
import { authorityOfCollector } from './trust.ts'

const words = { vi, en }[languageOf(process.env)]
const enrolling = enrolmentWords[languageOf(process.env)]

const program = new Command('agent')
  .description('Watches cameras and reports events to a collector')
  .version(productVersion)
  .option('-c, --config <file>', 'YAML file, see config/agent.example.yaml', 'agent.yaml')
  .exitOverride()
  .action(watch)

program
  .command('replay')
  .description(words.about)
  .argument('<video>', words.video)
  .option('--camera <id>', words.options.camera)
  .option('--json', words.options.json, false)
  .option('--picture <file>', words.options.picture)
  .option('--start <time>', words.options.start)
  .configureHelp({ showGlobalOptions: true })
  .configureOutput({ outputError: (text) => console.error(words.usage(text.trim().replace(/^error: /, ''))) })
  .action(showReplay)

program
  .command('enrol')
  .description(enrolling.about)
  .argument('<code>', enrolling.code)
  .configureHelp({ showGlobalOptions: true })
  .action(enrolThisBox)

try {
  await program.parseAsync()
  process.exit(0)
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode)
  console.error(error instanceof Error ? error.message : error)
  process.exit(error instanceof ConfigError || error instanceof ReplayError ? 2 : 1)
}

async function watch({ config: file }: { config: string }): Promise<void> {
  const config = loadConfig(AgentConfig, resolve(file), process.env)
  checkCameras(config, resolve(file))
  refuseOpenStatus(config.status, resolve(file))
  const log = createLog('agent', config.logLevel)
  log.info({ site: config.site, agent: config.agent, cameras: config.cameras.length }, 'agent starts')
  await runAgent(config, log, abortOnSignals())
  log.info('agent stopped')
}

async function enrolThisBox(code: string): Promise<void> {
  const { config: file } = program.opts<{ config: string }>()
  const { site, agent, dataFolder, collector } = loadConfig(AgentConfig, givenPath(file), process.env)
  const ca = authorityOfCollector(collector.ca)
  await enrol(code, { identity: { site, agent }, dataFolder, collectorUrl: collector.url, ca }, enrolling)
  console.log(enrolling.enrolled(`${site}/${agent}`, file))
}

async function showReplay(video: string, { picture, ...flags }: Omit<ReplayFlags, 'video' | 'config'>): Promise<void> {
  const { config } = program.opts<{ config: string }>()
  // A reader that has gone, as `head` does, wants no more.
  process.stdout.on('error', () => process.exit(0))
  // What draws films has no place in the memory of an agent.
  const { replayCommand } = await import('./replay-command.ts')
  const isWhole = await replayCommand(
    {
      ...flags,
      ...(picture !== undefined && { picture: givenPath(picture) }),
      config: givenPath(config),
      video: givenPath(video),
    },
    { output: process.stdout, errors: process.stderr, words, env: process.env, signal: abortOnSignals() },
  )
  if (!isWhole) process.exit(130)
}
