import { setTimeout as sleep } from 'node:timers/promises'
import type { CameraWorld, Sight } from './camera-world.ts'
import type { Row } from './line.ts'

/** One fault of a camera, from its beginning to its end. */
export type Ordeal = {
  /** The fault is there when it resolves. */
  breaks(world: CameraWorld, seed: number): unknown
  /** What is said of it, as soon as it is said, and as long as it lasts. @param brokenAt epoch ms */
  told(sight: Sight, brokenAt: number): string | undefined
  /** Longer than that may pass until it is told; 10 s when not given. */
  readonly maxToldMs?: number
  /** How long it lasts after it was told. */
  readonly lastsMs: number
  /** While it lasts nothing is said of objects: neither that they are there nor that they have gone. */
  readonly isSilent?: boolean
  /** What was wrong is right when it resolves. Absent: what changed is as it will be, and time counts from the change. */
  mends?(world: CameraWorld): unknown
  isBack(sight: Sight): boolean
  /** Longer than that may pass until it is back; 5 s when not given. */
  readonly maxBackMs?: number
  /** More to say of it. */
  more?(world: CameraWorld): string
}

const lookEveryMs = 100
const patienceMs = 60_000
/** What was on its way when the fault began has come. */
const onTheWayMs = 500

export async function endure(
  world: CameraWorld,
  ordeal: Ordeal,
  seed: number,
  progress: (text: string) => void,
): Promise<Row> {
  const { maxToldMs = 10_000, maxBackMs = 5_000 } = ordeal
  const complaints: string[] = []
  const brokenAt = Date.now()
  await ordeal.breaks(world, seed)
  let startedAt = performance.now()
  const told = await until('it is told', world, (sight) => ordeal.told(sight, brokenAt))
  const toldMs = performance.now() - startedAt
  progress(`${told} after ${(toldMs / 1_000).toFixed(1)} s`)
  complaints.push(...(await last(world, ordeal, brokenAt)))
  if (ordeal.mends !== undefined) {
    await ordeal.mends(world)
    startedAt = performance.now()
  }
  await until('the camera is back', world, (sight) => ordeal.isBack(sight) || undefined)
  const backMs = performance.now() - startedAt
  if (toldMs > maxToldMs) complaints.push(`told after more than ${maxToldMs / 1_000} s`)
  if (backMs > maxBackMs) complaints.push(`back after more than ${maxBackMs / 1_000} s`)
  return {
    done: ordeal.more?.(world) ?? '',
    cells: [told, (toldMs / 1_000).toFixed(1), (backMs / 1_000).toFixed(1)],
    complaints,
    isGood: true,
  }
}

/** @returns what was said meanwhile and is not true */
async function last(
  world: CameraWorld,
  { told, lastsMs, isSilent = false }: Ordeal,
  brokenAt: number,
): Promise<string[]> {
  const until = performance.now() + lastsMs
  const complaints = new Set<string>()
  let known: string | undefined
  if (isSilent) await sleep(onTheWayMs)
  while (performance.now() < until) {
    const sight = await world.look()
    if (told(sight, brokenAt) === undefined) complaints.add(`told as ${sight.camera.status} while it lasted`)
    const objects = sight.events.filter(({ type }) => type.startsWith('zone.')).map(({ id, phase }) => `${id} ${phase}`)
    known ??= objects.join()
    if (isSilent && objects.join() !== known) complaints.add('something was said of objects while nobody looked')
    await sleep(200)
  }
  return [...complaints]
}

async function until<T>(what: string, world: CameraWorld, look: (sight: Sight) => T | undefined): Promise<T> {
  const giveUpAt = performance.now() + patienceMs
  for (;;) {
    // An agent that has just been started is not known yet.
    const sight = await world.look().catch(() => undefined)
    const found = sight && look(sight)
    if (found !== undefined) return found
    if (performance.now() > giveUpAt)
      throw new Error(`not within ${patienceMs / 1_000} s: ${what}\n${world.agent().output().slice(-2_000)}`)
    await sleep(lookEveryMs)
  }
}
