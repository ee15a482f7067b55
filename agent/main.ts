#!/usr/bin/env node
import { resolve } from 'node:path'
import { Command } from 'commander'
import { abortOnSignals } from '../runtime/closing.ts'
import { ConfigError, loadConfig } from '../runtime/config.ts'
import { createLog } from '../runtime/log.ts'
import { productVersion } from '../runtime/project.ts'
import { runAgent } from './agent.ts'
import { checkCameras } from './check-cameras.ts'
import { AgentConfig } from './config.ts'

const program = new Command('agent')
  .description('Watches cameras and reports events to a collector')
  .version(productVersion)
  .option('-c, --config <file>', 'YAML file, see config/agent.example.yaml', 'agent.yaml')
  .parse()

const { config: file } = program.opts<{ config: string }>()

try {
  const config = loadConfig(AgentConfig, resolve(file), process.env)
  checkCameras(config, resolve(file))
  const log = createLog('agent', config.logLevel)
  log.info({ site: config.site, agent: config.agent, cameras: config.cameras.length }, 'agent starts')
  await runAgent(config, log, abortOnSignals())
  log.info('agent stopped')
  process.exit(0)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(error instanceof ConfigError ? 2 : 1)
}
