import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kept } from './ledger.ts'
import type { World } from './world.ts'

/** What was on the disk of a box, by its ledger. */
export function keptMedia({ agents }: Pick<World, 'agents'>): Kept[] {
  return agents.flatMap((agent) => agent.ledger().filter((line): line is Kept => line.kind === 'kept'))
}

/** What of it the collector does not have, byte for byte. */
export function missingMedia(world: Pick<World, 'agents' | 'collectorFolder'>): string[] {
  const missing = keptMedia(world).filter(({ sha256 }) => !isThere(world.collectorFolder, sha256))
  return missing.length === 0 ? [] : [`${missing.length} pictures and clips are missing, as ${missing[0]?.sha256}`]
}

function isThere(collectorFolder: string, sha256: string): boolean {
  const file = join(collectorFolder, 'media', sha256.slice(0, 2), sha256)
  return existsSync(file) && createHash('sha256').update(readFileSync(file)).digest('hex') === sha256
}
