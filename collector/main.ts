import { Command } from 'commander'
import { aborted, abortOnSignals } from '../runtime/closing.ts'
import { createLog } from '../runtime/log.ts'
import { productVersion } from '../runtime/project.ts'
import { runCollector } from './collector.ts'
import { loadCollectorConfig } from './config.ts'

const { config: file } = new Command('watchpost-collector')
  .description('Stores and shows what Watchpost agents see')
  .version(productVersion)
  .option('--config <file>', 'YAML file; every key has a default')
  .parse()
  .opts<{ config?: string }>()

process.exit(await main())

async function main(): Promise<number> {
  const signal = abortOnSignals()
  try {
    const config = loadCollectorConfig(file, process.env)
    const log = createLog('collector', config.logLevel)
    const collector = await runCollector(config, { log })
    await aborted(signal)
    log.info('collector is closing')
    await collector.close()
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}
