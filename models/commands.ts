/** The verbs of `npm run models`: each says what it did and returns whether all is well. */
import { join } from 'node:path'
import { DownloadError, download } from './download.ts'
import { loadManifest, loadManifests, type ModelManifest } from './manifest.ts'
import type { Messages } from './messages.ts'
import { createProgress, megabytes, type ProgressOutput } from './progress.ts'
import { installFrom, type WeightsState, weightsState } from './weights.ts'

export type CommandContext = {
  readonly folder: string
  readonly messages: Messages
  readonly output: (line: string) => void
  readonly complain: (line: string) => void
}

/** Prints a table of all models. */
export async function listModels({ folder, messages, output }: CommandContext): Promise<boolean> {
  const rows: string[][] = [[...messages.header]]
  for (const manifest of loadManifests(folder)) {
    const state = describeState(manifest, await weightsState(folder, manifest), messages)
    rows.push([manifest.name, `${megabytes(manifest.bytes)} MB`, state, manifest.licence])
  }
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) output(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return true
}

export type PullOptions = {
  readonly stallMs: number
  readonly attempts: number
  readonly signal: AbortSignal
  readonly progress: ProgressOutput
}

/** Of somebody who waits: without a network it is given up at once. */
export const quickPatience: Pick<PullOptions, 'stallMs' | 'attempts'> = { stallMs: 4_000, attempts: 1 }

/** Downloads what is not here yet; one that fails does not keep the others back. */
export async function pullModels(
  names: readonly string[],
  context: CommandContext,
  options: PullOptions,
): Promise<boolean> {
  const manifests = names.map((name) => loadManifest(context.folder, name))
  let isWell = true
  for (const manifest of manifests) isWell = (await pullModel(manifest, context, options)) && isWell
  return isWell
}

async function pullModel(manifest: ModelManifest, context: CommandContext, options: PullOptions): Promise<boolean> {
  const { folder, messages, output, complain } = context
  const { name, url, bytes, sha256 } = manifest
  const isVerified = (await weightsState(folder, manifest)) === 'verified'
  if (isVerified) output(url === undefined ? messages.builtIn(name) : messages.present(name))
  else if (url === undefined) complain(remedyOf(manifest, context))
  if (isVerified || url === undefined) return isVerified
  const file = join(folder, manifest.file)
  const progress = createProgress(name, bytes, options.progress)
  const backoff = { minMs: 500, maxMs: 8_000, jitter: 0.3 }
  try {
    await download({ ...options, url, file, bytes, sha256, backoff, onProgress: progress.show })
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error
    progress.end()
    complain(messages.pullFailed(name, error.code, error.detail, new URL(url).host))
    return false
  }
  progress.end()
  output(messages.pulled(name, file))
  return true
}

/** Copies every known file of a folder into place. */
export async function installModels(source: string, context: CommandContext): Promise<boolean> {
  const { folder, messages, output, complain } = context
  const manifests = loadManifests(folder)
  let installed: Awaited<ReturnType<typeof installFrom>>
  try {
    installed = await installFrom(source, folder, manifests)
  } catch (error) {
    complain(messages.unreadableFolder(source, (error as Error).message))
    return false
  }
  for (const { name, from } of installed) output(messages.installed(name, from))
  if (installed.length > 0) return true
  complain(messages.nothingToInstall(source, manifests.map(({ name }) => name).join(', ')))
  return false
}

/**
 * Hashes installed weights again.
 * @param names none: all that are installed; a named one must be there, and what is part of the project always
 */
export async function verifyModels(names: readonly string[], context: CommandContext): Promise<boolean> {
  const { folder, messages, output, complain } = context
  const manifests = names.length === 0 ? loadManifests(folder) : names.map((name) => loadManifest(folder, name))
  let isWell = true
  for (const manifest of manifests) {
    const state = await weightsState(folder, manifest)
    output(`${manifest.name}: ${describeState(manifest, state, messages)}`)
    const mayBeMissing = names.length === 0 && manifest.url !== undefined
    if (state === 'verified' || (state === 'missing' && mayBeMissing)) continue
    complain(remedyOf(manifest, context))
    isWell = false
  }
  return isWell
}

/** A model that is not downloaded is part of the project: it is never merely "not installed". */
function describeState({ url }: ModelManifest, state: WeightsState, messages: Messages): string {
  return (url === undefined ? messages.builtInStates : messages.states)[state]
}

function remedyOf({ name, url, file }: ModelManifest, { folder, messages }: CommandContext): string {
  return url === undefined ? messages.restore(name, join(folder, file)) : messages.verifyFailed(name)
}
