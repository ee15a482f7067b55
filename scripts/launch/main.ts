/** What `./scripts/start` runs once everything is installed and built: a collector and an agent, until Ctrl-C. */
import { join } from 'node:path'
import { Command } from 'commander'
import type { CommandContext } from '../../models/commands.ts'
import { messages } from '../../models/messages.ts'
import { aborted, abortOnSignals } from '../../runtime/closing.ts'
import { ConfigError } from '../../runtime/config.ts'
import { languageOf } from '../../runtime/language.ts'
import { givenPath, projectRoot } from '../../runtime/project.ts'
import { writeConfigs } from './configs.ts'
import { chooseModel, usualModel } from './model.ts'
import { portIsFree } from './port.ts'
import { startProgram } from './program.ts'
import { camerasOf } from './sources.ts'
import { words } from './words.ts'

type Options = {
  readonly clip?: string
  readonly models?: string
  readonly model?: string
  readonly httpPort: string
  readonly mqttPort: string
  readonly data: string
}

/** A sentence for whoever started us; nothing went wrong inside. */
class StartError extends Error {}

const command = new Command('./scripts/start')
  .description(words.description)
  .argument('[source...]', words.sourceArgument)
  .option('--clip <file>', words.clipOption)
  .option('--models <folder>', words.modelsOption)
  .option('--model <name>', words.modelOption)
  .option('--http-port <port>', words.httpPortOption, '8080')
  .option('--mqtt-port <port>', words.mqttPortOption, '1883')
  .option('--data <folder>', words.dataOption, join(projectRoot, 'data', 'start'))
  .helpOption('-h, --help', words.helpOption)
  .parse()

const signal = abortOnSignals()
try {
  await run(command.args, command.opts<Options>(), signal)
} catch (error) {
  // Ctrl-C during a download is no error.
  if (error !== signal.reason) {
    console.error(error instanceof StartError || error instanceof ConfigError ? error.message : error)
    process.exit(1)
  }
}
// At once: an abandoned look-up of a name would keep the process for many seconds.
process.exit(0)

async function run(args: readonly string[], options: Options, signal: AbortSignal): Promise<void> {
  const { model: asked, models, clip } = options
  const httpPort = await freePort(options.httpPort, '--http-port')
  const mqttPort = await freePort(options.mqttPort, '--mqtt-port')
  const cameras = camerasOf(clip === undefined ? args : [clip, ...args], givenPath)
  if (typeof cameras === 'string') throw new StartError(cameras)
  const source = models === undefined ? undefined : givenPath(models)
  const context: CommandContext = {
    folder: join(projectRoot, 'models'),
    messages: messages[languageOf(process.env)],
    output: console.log,
    complain: console.error,
  }
  const chosen = await chooseModel({ asked, source, context, downloadMs: 60_000, signal })
  if (typeof chosen === 'string') throw new StartError(chosen)
  const { model, origin } = chosen
  console.log(words.modelTaken(model, origin, usualModel))
  const files = writeConfigs({ folder: givenPath(options.data), cameras, model, httpPort, mqttPort })

  const url = `http://127.0.0.1:${httpPort}`
  const collector = startProgram('collector', files.collector)
  try {
    const answers = await collector.answers(`${url}/healthz`, signal)
    if (signal.aborted) return
    if (!answers) throw new StartError(words.ended('collector'))
    const agent = startProgram('agent', files.agent)
    console.log(words.running(url, cameras))
    try {
      const ended = await Promise.race([agent.exited, collector.exited, aborted(signal)])
      if (ended !== undefined) throw new StartError(words.ended(ended))
      console.log(words.stopping)
    } finally {
      await agent.stop()
    }
  } finally {
    await collector.stop()
  }
}

async function freePort(text: string, option: string): Promise<number> {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new StartError(words.badPort(option, text))
  if (!(await portIsFree(port))) throw new StartError(words.portBusy(option, port))
  return port
}
