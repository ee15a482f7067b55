import { appendFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSightings } from '../../../agent/recording/sightings.ts'
import { epoch, temporaryFolder } from './footage.ts'

const failures: string[] = []
const open = (folder: string, maxBytes = 1_000_000, now = epoch) =>
  openSightings({ folder, maxBytes, maxAgeMs: 60_000, now, onFailure: ({ message }) => failures.push(message) })
const bytesIn = (folder: string) =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)

it('finds after a crash who was seen between two times, in boxes no smaller than they were', async () => {
  const folder = temporaryFolder()
  const sightings = open(folder)
  for (let second = 0; second < 30; second += 1) {
    sightings.add({
      at: epoch + second * 1_000,
      people:
        second % 2
          ? [
              [0.12345, 0.2, 0.1, 0.3],
              [0, 0, 1, 1],
            ]
          : [],
    })
  }
  await sightings.written()
  expect(sightings.lastAt()).toBe(epoch + 29_000)
  // A crash tore the last line, a power cut left zeros.
  const newest = join(folder, readdirSync(folder).sort().at(-1) ?? '')
  appendFileSync(newest, `[${epoch + 29_500},1,2`)
  writeFileSync(join(folder, `${epoch + 30_000}.jsonl`), Buffer.alloc(20))
  writeFileSync(join(folder, 'notes.txt'), 'not ours')
  const found = await open(folder).between(epoch + 8_000, epoch + 31_000)
  expect(found.map(({ at }) => (at - epoch) / 1_000)).toEqual(Array.from({ length: 22 }, (_, index) => index + 8))
  expect(found[0]?.people).toEqual([])
  const [[x, , width] = [1, 1, 0, 0], everything] = found[1]?.people ?? []
  expect(x).toBeLessThanOrEqual(0.12345)
  expect(x + width).toBeGreaterThanOrEqual(0.22345)
  expect(x + width).toBeLessThan(0.226)
  expect(everything).toEqual([0, 0, 1, 1])
  expect(readdirSync(folder)).toContain('notes.txt')
})

it('keeps no more than its bytes and no longer than its time, of which the oldest go', async () => {
  const folder = temporaryFolder()
  const sightings = open(folder, 5_000)
  for (let at = epoch; at < epoch + 50_000; at += 100) sightings.add({ at, people: [[0.1, 0.1, 0.1, 0.1]] })
  await sightings.written()
  // A page that is being written is never among what goes.
  expect(bytesIn(folder)).toBeLessThanOrEqual(5_000 + 3_500)
  const kept = await sightings.between(epoch, epoch + 50_000)
  expect(kept.at(-1)?.at).toBe(epoch + 49_900)
  await sightings.sweep(epoch + 200_000)
  expect(await sightings.between(epoch, epoch + 50_000)).toEqual([])
  expect(readdirSync(folder)).toEqual([])
})

it('goes on when its folder was emptied or the clock was set back', async () => {
  const folder = temporaryFolder()
  const sightings = open(folder)
  sightings.add({ at: epoch, people: [] })
  await sightings.written()
  rmSync(folder, { recursive: true })
  sightings.add({ at: epoch - 5_000, people: [] })
  sightings.add({ at: epoch + 20_000, people: [] })
  expect((await sightings.between(epoch - 5_000, epoch + 20_000)).map(({ at }) => at - epoch)).toEqual([-5_000, 20_000])
  expect(failures).toEqual([])
})
