/** `npm run collector -- backup FOLDER | restore FOLDER` */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { productVersion } from '../../runtime/project.ts'
import { removeSearchFile, searchFileIn } from '../search/search-file.ts'
import { auditSteps } from '../store/audit.ts'
import { checkDatabase, copyDatabase, countEvents, isInUse } from '../store/copy.ts'
import { incidentSteps } from '../store/incident-schema.ts'
import { migrations } from '../store/migrations.ts'
import { registrySteps } from '../store/registry.ts'
import {
  copyAuthority,
  copyPictures,
  type DatabaseName,
  databases,
  flush,
  type Manifest,
  readManifest,
  writeManifest,
} from './backup-folder.ts'
import type { CommandContext } from './context.ts'

const knownSchemas: Readonly<Record<DatabaseName, number>> = {
  collector: migrations.length,
  registry: registrySteps.length,
  incidents: incidentSteps.length,
  audit: auditSteps.length,
}

/**
 * Copies what a collector keeps, also while it runs. A folder that holds a backup already gets the new one beside it, and
 * loses the old one only when the new one is whole and checked.
 * @returns whether all went well
 */
export async function backUp(target: string, context: CommandContext): Promise<boolean> {
  const { folder, messages, json, output, complain } = context
  const isThere = (name: DatabaseName) => existsSync(join(folder, `${name}.db`))
  if (!isThere('collector') || !isThere('registry')) {
    complain(messages.nothingToBackUp(folder))
    return false
  }
  await mkdir(target, { recursive: true })
  const at = Date.now()
  const collector = await backUpDatabase('collector', target, at, context)
  const registry = await backUpDatabase('registry', target, at, context)
  // After the events, too: what people decided last is worth more than an incident with all of its events.
  const incidents = isThere('incidents') ? { incidents: await backUpDatabase('incidents', target, at, context) } : {}
  // After the registry, which says how far it must have come.
  const audit = isThere('audit') ? { audit: await backUpDatabase('audit', target, at, context) } : {}
  // After the events: a picture is stored after its event, so that none of theirs is missing for being late.
  const pictures = await copyPictures(join(folder, 'media'), join(target, 'media'))
  await copyAuthority(folder, target)
  const events = countEvents(join(target, collector.file))
  const about = { v: 1, at, version: productVersion, events, pictures } as const
  await writeManifest(target, { ...about, collector, registry, ...incidents, ...audit })
  output(json ? JSON.stringify({ at, events, pictures }) : messages.backedUp(target, events, pictures))
  return true
}

async function backUpDatabase(
  name: DatabaseName,
  target: string,
  at: number,
  { folder, messages, complain }: CommandContext,
): Promise<Manifest['collector']> {
  const file = `${name}-${at}.db`
  let told = 0
  await copyDatabase(join(folder, `${name}.db`), join(target, file), (part) => {
    const tenth = Math.floor(part * 10)
    if (tenth > told) complain(messages.copying(file, tenth * 10))
    told = Math.max(told, tenth)
  })
  const facts = await checkDatabase(join(target, file))
  await flush(join(target, file))
  return { file, ...facts }
}

/**
 * Brings a backup back into the data folder of a collector that does not run.
 * @param replace what is there is moved aside, never deleted
 * @returns whether all went well
 */
export async function restore(source: string, replace: boolean, context: CommandContext): Promise<boolean> {
  const { folder, messages, json, output, complain } = context
  const manifest = await readManifest(source)
  const refusal = manifest === undefined ? messages.noBackup(source) : await refusalOf(source, manifest, context)
  if (manifest === undefined || refusal !== undefined) {
    complain(refusal ?? '')
    return false
  }
  const occupied = databases.filter((name) => existsSync(join(folder, `${name}.db`)))
  if (occupied.some((name) => isInUse(join(folder, `${name}.db`)))) {
    complain(messages.busy(folder))
    return false
  }
  if (occupied.length > 0 && !replace) {
    complain(messages.occupied(folder))
    return false
  }
  await mkdir(folder, { recursive: true })
  // First, while nothing is changed: pictures are only added.
  await copyPictures(join(source, 'media'), join(folder, 'media'))
  const held = filesOf(manifest)
  for (const { name, file } of held) await copyFile(join(source, file), join(folder, `${name}.db.restored`))
  const aside = occupied.length > 0 ? await moveAside(folder) : undefined
  // It is of the events that were there, and is made again of those that come.
  removeSearchFile(searchFileIn(folder))
  for (const { name } of held) {
    await rename(join(folder, `${name}.db.restored`), join(folder, `${name}.db`))
    await flush(join(folder, `${name}.db`))
  }
  await copyAuthority(source, folder)
  const { at, events, pictures } = manifest
  output(json ? JSON.stringify({ at, events, pictures, aside }) : messages.restored(folder, new Date(at).toISOString()))
  if (aside !== undefined && !json) output(messages.movedAside(aside))
  return true
}

function filesOf(manifest: Manifest) {
  return databases.flatMap((name) => {
    const file = manifest[name]
    return file === undefined ? [] : [{ name, ...file }]
  })
}

async function refusalOf(
  source: string,
  manifest: Manifest,
  { messages }: CommandContext,
): Promise<string | undefined> {
  for (const { name, file, sha256 } of filesOf(manifest)) {
    const path = join(source, file)
    try {
      const found = await checkDatabase(path)
      if (found.sha256 !== sha256) return messages.damaged(path, 'SHA-256')
      if (found.schema > knownSchemas[name]) return messages.newer(path)
    } catch (error) {
      return messages.damaged(path, (error as Error).message)
    }
  }
  return undefined
}

async function moveAside(folder: string): Promise<string> {
  const aside = join(folder, `replaced-${Date.now()}`)
  await mkdir(aside)
  for (const name of databases) {
    for (const suffix of ['', '-wal', '-shm']) {
      const file = `${name}.db${suffix}`
      if (existsSync(join(folder, file))) await rename(join(folder, file), join(aside, file))
    }
  }
  return aside
}
