/** `./scripts/render-street [options]` renders a street; `./scripts/render-street check FOLDER` measures a detector on it. */
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { abortOnSignals } from '../../runtime/closing.ts'
import { givenPath, projectRoot } from '../../runtime/project.ts'
import { cameras } from './cameras.ts'
import { check, describe } from './check.ts'
import { lights } from './light.ts'
import { defaults, keyOf, problemsOf, type StreetOptions } from './options.ts'
import { createProgress } from './progress.ts'
import { render } from './render.ts'

const signal = abortOnSignals()

function number(value: string): number {
  if (value.trim() === '' || Number.isNaN(Number(value)))
    throw new InvalidArgumentError(`must be a number, got ${value}`)
  return Number(value)
}

const program = new Command('./scripts/render-street')
  .description(
    'Draws a street with people and traffic as a camera sees it, with the truth of every frame: H.264, boxes, events',
  )
  .option('--seed <n>', 'which street', number, defaults.seed)
  .addOption(
    new Option('--camera <name>', 'where the camera is').choices(Object.keys(cameras)).default(defaults.camera),
  )
  .addOption(new Option('--light <name>', 'time of day').choices(Object.keys(lights)).default(defaults.light))
  .option('--rain', 'it rains', defaults.rain)
  .option('--seconds <s>', 'length', number, defaults.seconds)
  .option('--fps <f>', 'frames a second', number, defaults.fps)
  .option('--width <pixels>', 'width', number, defaults.width)
  .option('--height <pixels>', 'height', number, defaults.height)
  .option('--crf <n>', 'quality of x264: lower is better and larger', number, defaults.crf)
  .option('--out <folder>', 'where street.mp4, mot.txt.gz and truth.json go (default: a folder in data/street)')
  .action(renderStreet)

program
  .command('check <folder>')
  .description('Prints how much of a rendering a detector finds')
  .option('--model <name>', 'model, as in models/', 'yolox-nano-416')
  .option('--models-folder <folder>', 'folder with manifests and weights', join(projectRoot, 'models'))
  .option('--every <n>', 'look at every n-th frame', number, 3)
  .action(checkStreet)

try {
  await program.parseAsync()
  process.exit(0)
} catch (error) {
  if (signal.aborted) process.exit(130)
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function renderStreet({ out, ...options }: StreetOptions & { out?: string }): Promise<void> {
  const problems = problemsOf(options)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const folder = out === undefined ? join(projectRoot, 'data', 'street', keyOf(options)) : givenPath(out)
  const progress = createProgress(process.stderr)
  const isNew = await render(options, folder, { signal, progress: progress.show }).finally(progress.end)
  console.log(isNew ? `rendered: ${folder}` : `already rendered: ${folder}`)
}

type CheckFlags = { readonly model: string; readonly modelsFolder: string; readonly every: number }

async function checkStreet(folder: string, { model, modelsFolder, every }: CheckFlags): Promise<void> {
  const recall = await check({ folder: givenPath(folder), model, modelsFolder: givenPath(modelsFolder), every }, signal)
  console.log(describe(recall))
}
