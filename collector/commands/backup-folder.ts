/** What a backup looks like on disk: databases, pictures by content, and `backup.json`, written last, that vouches for them. */
import {
  copyFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'
import { digest } from '../store/copy.ts'

/** The first two must be there; the others are younger than some backups. */
export const databases = ['collector', 'registry', 'incidents', 'audit'] as const
export type DatabaseName = (typeof databases)[number]

const File = Type.Object({
  file: Type.String({ pattern: '^[a-z]+-[0-9]+\\.db$' }),
  bytes: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  schema: Type.Integer({ minimum: 0 }),
})

const Manifest = Type.Object({
  v: Type.Literal(1),
  at: Type.Integer({ minimum: 0 }),
  version: Type.String(),
  events: Type.Integer({ minimum: 0 }),
  pictures: Type.Integer({ minimum: 0 }),
  collector: File,
  registry: File,
  /** Absent of backups that were made before there were any. */
  incidents: Type.Optional(File),
  audit: Type.Optional(File),
})
export type Manifest = Static<typeof Manifest>

const manifestFile = 'backup.json'

/** @returns undefined when there is none, or none that can be understood */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, manifestFile), 'utf8'))
    return Check(Manifest, value) ? value : undefined
  } catch {
    return undefined
  }
}

/** From here on the backup is this one; databases of earlier ones go. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const part = join(folder, `${manifestFile}.part`)
  const handle = await open(part, 'w')
  await closing(handle, async () => {
    await handle.writeFile(`${JSON.stringify(manifest, undefined, 2)}\n`)
    await handle.sync()
  })
  await rename(part, join(folder, manifestFile))
  await syncFolder(folder)
  const kept = new Set(databases.map((name) => manifest[name]?.file))
  const names = (await readdir(folder)).filter((name) => /^(collector|registry|incidents|audit)-\d+\.db/.test(name))
  for (const name of names) if (!kept.has(name)) await rm(join(folder, name))
}

/**
 * Copies the pictures that are not there yet.
 * @returns how many there are now
 * @throws Error naming a picture whose bytes are not what its name says
 */
export async function copyPictures(from: string, to: string): Promise<number> {
  let count = 0
  for (const folder of await namesIn(from, /^[0-9a-f]{2}$/)) {
    for (const sha256 of await namesIn(join(from, folder), /^[0-9a-f]{64}$/)) {
      await copyPicture(join(from, folder, sha256), join(to, folder, sha256))
      count += 1
    }
  }
  return count
}

/**
 * Copies the authority that boxes trust, where there is one: without it all of them would have to be enrolled anew. One that is
 * there already is moved aside. Its certificate is not copied: another machine has other names.
 */
export async function copyAuthority(from: string, to: string): Promise<void> {
  const file = join('tls', 'authority.pem')
  const found = await readFile(join(from, file)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const known = await readFile(join(to, file)).catch(() => undefined)
  if (found === undefined || known?.equals(found)) return
  if (known !== undefined) await rename(join(to, 'tls'), join(to, `tls-replaced-${Date.now()}`))
  await mkdir(join(to, 'tls'), { recursive: true, mode: 0o700 })
  await writeFile(join(to, file), found, { mode: 0o600 })
  await flush(join(to, file))
}

async function copyPicture(from: string, to: string): Promise<void> {
  const [known, { size, atime, mtime }] = [await stat(to).catch(() => undefined), await stat(from)]
  if (known?.size === size) return
  await mkdir(dirname(to), { recursive: true })
  const part = `${to}.part`
  await copyFile(from, part)
  const { sha256 } = await digest(part)
  if (sha256 !== basename(from)) {
    await rm(part)
    throw new Error(`${from}: its bytes have the address ${sha256}`)
  }
  // Retention goes by when it came.
  await utimes(part, atime, mtime)
  await flush(part)
  await rename(part, to)
}

/** On disk for certain, under the name that it has. */
export async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r')
  await closing(handle, () => handle.sync())
  await syncFolder(dirname(file))
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await closing(handle, () => handle.sync())
}

async function closing(handle: FileHandle, use: () => Promise<void>): Promise<void> {
  try {
    await use()
  } finally {
    await handle.close()
  }
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.filter((name) => pattern.test(name))
}
