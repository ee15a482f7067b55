/** `./scripts/train-detector prepare FOLDER [options]`: what the built-in detector is trained on. */
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { openDetector } from '../../agent/detect/detector.ts'
import { loadManifest } from '../../models/manifest.ts'
import { abortOnSignals } from '../../runtime/closing.ts'
import { givenPath, projectRoot } from '../../runtime/project.ts'
import { createRandom } from '../street/random.ts'
import { sampleClip, type Teacher } from './clip-samples.ts'
import { closeFilmOf, filmOf } from './film.ts'
import { createSampleWriter, type SampleWriter } from './samples.ts'
import { sampleStills } from './still-samples.ts'
import { sampleStreet } from './street-samples.ts'

type Flags = {
  readonly films: number
  readonly close: number
  readonly from: number
  readonly stills?: string
  readonly clips: readonly string[]
  readonly cars: readonly string[]
  readonly teacher: string
}

const filmSeconds = 20
const teacherMinScore = 0.15

const signal = abortOnSignals()

function count(value: string): number {
  const parsed = Number(value)
  if (!Number.isInteger(parsed) || parsed < 1) throw new InvalidArgumentError(`must be a whole number, got ${value}`)
  return parsed
}

const program = new Command('./scripts/train-detector').description(
  'Trains the built-in detector: after `prepare`, `train FOLDER OUT.onnx`, then `quantize OUT.onnx FOLDER SMALL.onnx`',
)
program
  .command('prepare <folder>')
  .description('Draws streets and takes samples of them and of real pictures; goes on where it was stopped')
  .option('--films <n>', 'how many streets, of 20 seconds each', count, 100)
  .option('--close <n>', 'how many of streets seen from so near that people fill the picture', count, 40)
  .option('--from <n>', 'the first of both, when several processes share the work', count, 1)
  .option('--stills <folder>', 'labelled stills, as COCO has them: annotations.json and images/')
  .option('--clips <files...>', 'clips that the teacher labels', [])
  .option('--cars <files...>', 'clips in which all that moves are vehicles', [])
  .option('--teacher <name>', 'an installed model, which says what is in the clips', 'yolox-nano-416')
  .action(prepare)

try {
  await program.parseAsync()
  process.exit(0)
} catch (error) {
  if (signal.aborted) process.exit(130)
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function prepare(folder: string, { films, close, from, stills, clips, cars, teacher }: Flags): Promise<void> {
  const base = (name: string) => join(givenPath(folder), name)
  await mkdir(givenPath(folder), { recursive: true })
  if (stills !== undefined) {
    await part(base('stills'), (writer) => sampleStills(givenPath(stills), writer, createRandom(1)))
  }
  for (const file of cars) await part(base(`clips-${basename(file)}`), (writer) => sampled(file, 'vehicle', writer))
  if (clips.length > 0) {
    const manifest = loadManifest(join(projectRoot, 'models'), teacher)
    if (manifest.decoder.type === 'cells') throw new Error(`--teacher: ${teacher} sees no whole pictures; take another`)
    const modelFile = join(projectRoot, 'models', manifest.file)
    const asked = await openDetector({
      ...{ manifest, modelFile, threads: 1, minScore: teacherMinScore, timeoutMs: 60_000 },
      signal,
    })
    for (const file of clips) await part(base(`clips-${basename(file)}`), (writer) => sampled(file, asked, writer))
    await asked.close()
  }
  await draw('street', filmOf, films)
  await draw('close', closeFilmOf, close)

  async function draw(name: string, film: typeof filmOf, some: number): Promise<void> {
    for (let number = from; number < from + some; number += 1) {
      const file = base(`${name}-${String(number).padStart(4, '0')}`)
      await part(file, (writer) => sampleStreet(film(number, filmSeconds), writer, signal))
    }
  }
}

function sampled(file: string, teacher: Teacher, writer: SampleWriter): Promise<void> {
  return sampleClip(givenPath(file), teacher, writer, signal)
}

/** Files get their names when they are whole, and what is there is not made again. */
async function part(base: string, take: (writer: SampleWriter) => Promise<void>): Promise<void> {
  if (existsSync(`${base}.json`)) return
  const writer = createSampleWriter(`${base}.part`)
  await take(writer)
  const samples = await writer.close()
  await rename(`${base}.part.bin`, `${base}.bin`)
  await rename(`${base}.part.json`, `${base}.json`)
  console.error(`${basename(base)}: ${samples} samples`)
}
