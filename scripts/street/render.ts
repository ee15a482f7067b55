import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatJson } from '../generate/format-json.ts'
import { createMotWriter } from './mot.ts'
import { frameCount, keyOf, type StreetOptions } from './options.ts'
import { createStreet } from './street.ts'
import { createTruthRecorder, type Truth } from './truth.ts'
import { openVideo } from './video.ts'

export type Rendering = {
  readonly video: string
  /** The same in numbers: each box of each frame, gzipped; and what happened. */
  readonly mot: string
  readonly truth: string
}

export type RenderContext = {
  readonly signal: AbortSignal
  readonly progress: (frames: number, of: number) => void
}

export function renderingIn(folder: string): Rendering {
  return { video: join(folder, 'street.mp4'), mot: join(folder, 'mot.txt.gz'), truth: join(folder, 'truth.json') }
}

/**
 * Renders a film with its truth into a folder, unless exactly this film lies there.
 * @returns whether it had to be rendered
 * @throws Error
 */
export async function render(
  options: StreetOptions,
  folder: string,
  { signal, progress }: RenderContext,
): Promise<boolean> {
  if (await isRendered(options, folder)) return false
  await mkdir(folder, { recursive: true })
  const files = renderingIn(folder)
  // The truth is written last and says what the film is: without it nothing here counts as rendered.
  await rm(files.truth, { force: true })
  const street = createStreet(options)
  const classOf = new Map(street.actors.map(({ id, class: name }) => [id, name]))
  const mot = createMotWriter((id) => classOf.get(id) ?? 'pedestrian')
  const recorder = createTruthRecorder(options, street.actors)
  const part = join(folder, 'street.part.mp4')
  const video = openVideo(part, options)
  const count = frameCount(options)
  try {
    for (let index = 0; index < count; index++) {
      signal.throwIfAborted()
      const { pixels, sightings } = street.frame(index)
      await video.write(pixels)
      mot.add(index + 1, sightings)
      recorder.add(index, sightings)
      progress(index + 1, count)
      // Ctrl-C is heard between frames.
      await new Promise(setImmediate)
    }
    await video.finish()
    await rename(part, files.video)
  } catch (error) {
    video.abort()
    await rm(part, { force: true })
    throw error
  }
  await writeFile(files.mot, mot.bytes())
  await writeFile(files.truth, formatJson({ key: keyOf(options), ...recorder.truth() }))
  return true
}

async function isRendered(options: StreetOptions, folder: string): Promise<boolean> {
  const { video, mot, truth } = renderingIn(folder)
  if (![video, mot, truth].every((file) => existsSync(file))) return false
  return (await readTruth(truth).catch(() => undefined))?.key === keyOf(options)
}

export async function readTruth(file: string): Promise<Truth & { readonly key: string }> {
  return JSON.parse(await readFile(file, 'utf8')) as Truth & { key: string }
}
