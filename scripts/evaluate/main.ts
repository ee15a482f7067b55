/** `./scripts/evaluate-detector [options]`: prints how well a detector does in the agent, against truth. */
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { AgentConfig } from '../../agent/config.ts'
import { openDetectors } from '../../agent/detectors.ts'
import { abortOnSignals, createClosing } from '../../runtime/closing.ts'
import { checkConfig } from '../../runtime/config.ts'
import { givenPath, projectRoot } from '../../runtime/project.ts'
import { evaluate } from './evaluate.ts'
import { describe } from './report.ts'

type Flags = {
  readonly model: string
  readonly modelsFolder: string
  readonly fps: number
  readonly width: number
  readonly street?: readonly string[]
  readonly only?: 'street' | 'clips'
  readonly json: boolean
}

const signal = abortOnSignals()

function number(value: string): number {
  const parsed = Number(value)
  if (value.trim() === '' || !(parsed > 0)) throw new InvalidArgumentError(`must be a number above 0, got ${value}`)
  return parsed
}

const program = new Command('./scripts/evaluate-detector')
  .description(
    'Prints how well a detector does in the agent, against drawn streets and real clips whose truth is known',
  )
  .option('--model <name>', 'model, as detector.model of the agent', 'yolox-nano-416')
  .option('--models-folder <folder>', 'folder with manifests and weights', join(projectRoot, 'models'))
  .option('--fps <f>', 'frames analysed a second', number, 5)
  .option('--width <pixels>', 'decoded pictures are at most this wide', number, 640)
  .option('--street <folder...>', 'folders of scripts/render-street (default: three streets in data/street)')
  .addOption(new Option('--only <part>', 'one part alone').choices(['street', 'clips']))
  .option('--json', 'all figures as JSON', false)
  .parse()

try {
  await main(program.opts<Flags>())
  process.exit(0)
} catch (error) {
  if (signal.aborted) process.exit(130)
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function main({ model, street, only, json, fps, width, ...flags }: Flags): Promise<void> {
  const modelsFolder = givenPath(flags.modelsFolder)
  const closing = createClosing()
  const config = checkConfig(AgentConfig, { modelsFolder, detector: { model } }, './scripts/evaluate-detector')
  try {
    const detectors = await openDetectors(config, closing)
    const say = (what: string) => void process.stderr.write(`${what}\n`)
    const watching = { fps, width, newDetector: () => detectors.forCamera(), say, signal }
    const evaluation = await evaluate({
      ...{ model: detectors.about.model, modelsFolder, watching },
      ...(street !== undefined && { streets: street.map(givenPath) }),
      ...(only !== undefined && { only }),
    })
    console.log(json ? JSON.stringify(evaluation, undefined, 2) : describe(evaluation))
  } finally {
    await closing.close()
  }
}
