import { copyFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hashFile } from './download.ts'
import type { ModelManifest } from './manifest.ts'

/** `wrong`: a file is there, but it is not the one of the manifest. */
export type WeightsState = 'missing' | 'wrong' | 'verified'

/** What lies at the place of a model's weights, by its content. */
export async function weightsState(folder: string, { file, bytes, sha256 }: ModelManifest): Promise<WeightsState> {
  const found = await sizeOf(join(folder, file))
  if (found === undefined) return 'missing'
  if (found !== bytes) return 'wrong'
  return (await hashFile(join(folder, file))) === sha256 ? 'verified' : 'wrong'
}

export type Installed = { readonly name: string; readonly from: string }

/**
 * Copies from a folder, whatever the files are called there, the weights that belong to a manifest.
 * @param folder where manifests and weights lie
 * @returns what was found and copied
 */
export async function installFrom(
  source: string,
  folder: string,
  manifests: readonly ModelManifest[],
): Promise<Installed[]> {
  const installed: Installed[] = []
  for (const { path, size } of await filesBelow(source, maxDepth)) {
    // Hashing only what has the length of a model: a stick may hold gigabytes of other things.
    if (!manifests.some(({ bytes }) => bytes === size)) continue
    const sha256 = await hashFile(path)
    const wanted = manifests.filter((manifest) => manifest.sha256 === sha256)
    for (const { name, file } of wanted.filter(({ name }) => !installed.some((other) => other.name === name))) {
      await copyChecked(path, join(folder, file), sha256)
      installed.push({ name, from: path })
    }
  }
  return installed
}

const maxDepth = 4

type FoundFile = { readonly path: string; readonly size: number }

async function filesBelow(folder: string, depth: number): Promise<FoundFile[]> {
  const files: FoundFile[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isFile()) {
      const size = await sizeOf(path)
      if (size !== undefined) files.push({ path, size })
    } else if (entry.isDirectory() && depth > 1) {
      // Sticks have system folders that nobody may read.
      files.push(...(await filesBelow(path, depth - 1).catch(() => [])))
    }
  }
  return files
}

async function copyChecked(from: string, to: string, sha256: string): Promise<void> {
  const copy = `${to}.copy`
  try {
    await copyFile(from, copy)
    if ((await hashFile(copy)) !== sha256)
      throw new Error(`models: ${from} was not copied right; is the medium faulty?`)
    await rename(copy, to)
  } finally {
    await rm(copy, { force: true })
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() === true ? found.size : undefined
}
