import { join } from 'node:path'
import { type CommandContext, installModels, pullModels, quickPatience } from '../../models/commands.ts'
import { findsFaces, loadManifests, type ModelManifest } from '../../models/manifest.ts'
import { megabytes } from '../../models/progress.ts'
import { weightsState } from '../../models/weights.ts'
import { type ModelOrigin, words } from './words.ts'

/** What `start` would rather detect with when nobody says otherwise. */
export const usualModel = 'yolox-nano-416'
/** Comes with the project: there without a network. */
const builtInModel = 'street-64'
/** Needs no weights: whatever moves. */
export const motionModel = 'motion'

export type ModelWish = {
  readonly asked: string | undefined
  /** Where weights may be, as on a USB stick: they are installed first. */
  readonly source: string | undefined
  readonly context: CommandContext
  /** How long a download that nobody asked for may take. */
  readonly downloadMs: number
  readonly signal: AbortSignal
}

export type ModelChoice = { readonly model: string; readonly origin: ModelOrigin }

/**
 * The model to run: the one that was asked for; else one that is installed, the usual one before the others, by name; else the
 * usual one from the network, if that answers quickly; else the one that is built in; else motion alone.
 * @returns the choice, or the sentence that says what is wrong
 * @throws ConfigError; whatever the signal was aborted with
 */
export async function chooseModel(wish: ModelWish): Promise<ModelChoice | string> {
  const { asked, source, context } = wish
  const { folder } = context
  if (asked === motionModel) return { model: asked, origin: 'asked' }
  const manifests = loadManifests(folder).filter((manifest) => !findsFaces(manifest))
  if (source !== undefined) await installModels(source, context)
  if (asked !== undefined) return askedModel(asked, manifests, wish)
  for (const manifest of installable(manifests)) {
    if (await isVerified(manifest, folder)) return { model: manifest.name, origin: 'installed' }
  }
  if (source !== undefined) return words.noModelInFolder(usualModel, source)
  const usual = manifests.find(({ name }) => name === usualModel)
  if (usual && (await isPulledInTime(usual, wish))) return { model: usualModel, origin: 'downloaded' }
  const builtIn = manifests.find(({ name }) => name === builtInModel)
  if (builtIn && (await isVerified(builtIn, folder))) return { model: builtInModel, origin: 'built-in' }
  return { model: motionModel, origin: 'last-resort' }
}

async function askedModel(
  name: string,
  manifests: readonly ModelManifest[],
  wish: ModelWish,
): Promise<ModelChoice | string> {
  const manifest = manifests.find((other) => other.name === name)
  if (manifest === undefined) return words.unknownModel(name, [...manifests.map((other) => other.name), motionModel])
  if (await isVerified(manifest, wish.context.folder)) return { model: name, origin: 'asked' }
  if (manifest.url === undefined) return words.brokenModel(name, join(wish.context.folder, manifest.file))
  if (wish.source !== undefined) return words.noModelInFolder(name, wish.source)
  return (await isPulled(manifest, wish.context, wish.signal)) ? { model: name, origin: 'asked' } : words.noModel(name)
}

/** All but those that are part of the project: the usual one, then the others in their order, by name. */
function installable(manifests: readonly ModelManifest[]): ModelManifest[] {
  const isUsual = ({ name }: ModelManifest) => Number(name === usualModel)
  return manifests.filter(({ url }) => url !== undefined).sort((a, b) => isUsual(b) - isUsual(a))
}

async function isVerified(manifest: ModelManifest, folder: string): Promise<boolean> {
  return (await weightsState(folder, manifest)) === 'verified'
}

async function isPulledInTime(manifest: ModelManifest, { context, downloadMs, signal }: ModelWish): Promise<boolean> {
  const tooLate = AbortSignal.timeout(downloadMs)
  // Why it cannot be had is not said: what is said of the choice that follows tells how to get it.
  const quiet = { ...context, complain: () => undefined }
  try {
    return await isPulled(manifest, quiet, AbortSignal.any([signal, tooLate]))
  } catch (error) {
    if (signal.aborted || error !== tooLate.reason) throw error
    return false
  }
}

async function isPulled(
  { name, bytes }: ModelManifest,
  context: CommandContext,
  signal: AbortSignal,
): Promise<boolean> {
  context.output(words.downloading(name, megabytes(bytes)))
  return pullModels([name], context, { ...quickPatience, signal, progress: process.stderr })
}
