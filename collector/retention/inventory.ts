/** All files of pictures and clips: how many bytes they are, and which of them no event names. */
import type { Retained } from '../query/retained.ts'
import type { MediaFiles } from '../store/media-files.ts'

export type Orphan = { readonly sha256: Buffer; readonly bytes: number; readonly at: number; readonly isClip: boolean }

export type Inventory = { readonly bytes: number; readonly files: number; readonly orphans: readonly Orphan[] }

/** An event may be stored after its picture: where a box sends a backlog, and where an older backup was restored. */
export const graceMs = 7 * 86_400_000

const digits = '0123456789abcdef'
const filesPerStep = 500
const rowsPerStep = 5_000

/**
 * Part after part, so that a million files need no more memory than some ten thousand.
 * @param rest called after every few milliseconds of work, with how long it took
 */
export async function takeInventory(
  { files, retained, now }: { readonly files: MediaFiles; readonly retained: Retained; readonly now: number },
  rest: (tookMs: number) => Promise<void>,
): Promise<Inventory> {
  const all: { bytes: number; files: number; orphans: Orphan[] } = { bytes: 0, files: 0, orphans: [] }
  for (const digit of digits) {
    const old = new Map<string, Orphan>()
    const addresses = files.list(digit)
    for (let from = 0; from < addresses.length; from += filesPerStep) {
      const startedAt = performance.now()
      for (const sha256 of addresses.slice(from, from + filesPerStep)) {
        const facts = files.look(sha256)
        if (facts === undefined) continue
        all.bytes += facts.bytes
        all.files += 1
        if (facts.at < now - graceMs) old.set(sha256.toString('hex'), { sha256, ...facts, isClip: false })
      }
      await rest(performance.now() - startedAt)
    }
    if (old.size > 0) await strikeNamed(old, retained, rest)
    all.orphans.push(...[...old.values()].map((one) => ({ ...one, isClip: files.isClip(one.sha256) })))
  }
  return all
}

async function strikeNamed(
  unnamed: Map<string, Orphan>,
  retained: Retained,
  rest: (tookMs: number) => Promise<void>,
): Promise<void> {
  let n = 0
  for (;;) {
    const startedAt = performance.now()
    const named = retained.addresses(n, rowsPerStep)
    const last = named.at(-1)
    if (last === undefined) return
    for (const { sha256 } of named) unnamed.delete(sha256.toString('hex'))
    n = last.n
    await rest(performance.now() - startedAt)
  }
}
