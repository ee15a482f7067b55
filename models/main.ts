/** `npm run models -- list | pull NAME… | install FOLDER | verify [NAME…]` */
import { join, resolve } from 'node:path'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { abortOnSignals } from '../runtime/closing.ts'
import { ConfigError } from '../runtime/config.ts'
import { languageOf } from '../runtime/language.ts'
import { projectRoot } from '../runtime/project.ts'
import { type CommandContext, installModels, listModels, pullModels, quickPatience, verifyModels } from './commands.ts'
import { messages } from './messages.ts'

const words = messages[languageOf(process.env)]
const signal = abortOnSignals()
const complain = (line: string) => console.error(line)
let isWell = false

const program = new Command('models')
  .description(words.about)
  .option('--models-folder <folder>', words.options.modelsFolder, join(projectRoot, 'models'))
  .exitOverride()
  .configureOutput({ outputError: (text) => complain(words.usage(text.trim().replace(/^error: /, ''))) })

const context = (): CommandContext => {
  const { modelsFolder } = program.opts<{ modelsFolder: string }>()
  return { folder: resolve(modelsFolder), messages: words, output: (line) => console.log(line), complain }
}

const count = (option: string) => (value: string) => {
  if (!(Number(value) >= 1)) throw new InvalidArgumentError(words.notANumber(option, value))
  return Number(value)
}

program
  .command('list')
  .description(words.commands.list)
  .action(async () => {
    isWell = await listModels(context())
  })

type PullFlags = { quick?: boolean; stallSeconds: number; attempts: number }

program
  .command('pull <names...>')
  .description(words.commands.pull)
  .option('--quick', words.options.quick)
  .option('--stall-seconds <seconds>', words.options.stallSeconds, count('--stall-seconds'), 20)
  .option('--attempts <count>', words.options.attempts, count('--attempts'), 5)
  .action(async (names: string[], { quick, stallSeconds, attempts }: PullFlags) => {
    const patience = quick ? quickPatience : { stallMs: stallSeconds * 1_000, attempts }
    isWell = await pullModels(names, context(), { ...patience, signal, progress: process.stderr })
  })

program
  .command('install <folder>')
  .description(words.commands.install)
  .action(async (folder: string) => {
    isWell = await installModels(resolve(folder), context())
  })

program
  .command('verify [names...]')
  .description(words.commands.verify)
  .action(async (names: string[]) => {
    isWell = await verifyModels(names, context())
  })

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode)
  if (signal.aborted) process.exit(130)
  complain(error instanceof ConfigError ? error.message : `models: ${(error as Error).message}`)
}
// At once: an abandoned look-up of a name would keep the process for many seconds.
process.exit(isWell ? 0 : 1)
