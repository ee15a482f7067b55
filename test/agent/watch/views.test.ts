import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createShrink } from '../../../agent/motion/shrink.ts'
import { createPictureWatch, pictureFaults } from '../../../agent/watch/picture-watch.ts'
import { openViewFile } from '../../../agent/watch/view-file.ts'
import type { Views } from '../../../agent/watch/views.ts'
import { draw, type Scene, times } from '../motion/pictures.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-views-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const size = { width: 160, height: 90 }
/** Paving slabs of many greys, no two rows alike. */
const yard: Scene = (x, y) => {
  const chance = Math.abs(Math.sin(Math.floor(x / 9) * 12.9898 + Math.floor(y / 8) * 78.233) * 43_758.5453)
  return 60 + 110 * (chance - Math.floor(chance))
}
const yardAsSeenFrom =
  (shift: number): Scene =>
  (x, y, seconds) =>
    yard(x + shift, y, seconds)

function watching(views: Views, relearnMs = 3_600_000) {
  const kept: Views[] = []
  const watch = createPictureWatch({
    ...{ checks: new Set(pictureFaults), frozenMs: 7_000, relearnMs, createShrink, views },
    keep: (now) => kept.push([...now]),
  })
  const see = (scene: Scene, from: number, until: number, fps = 1) =>
    times(from, until, fps).flatMap((seconds) => watch.look(draw(scene, seconds, 1, size)))
  return { ...watch, see, kept }
}

describe('what a camera is known to see', () => {
  it('tells that it was turned while nobody looked', async () => {
    const file = join(folder, 'gate.json')
    const onError = (error: unknown) => expect.unreachable(String(error))
    const first = openViewFile({ file, about: 'rtsp://gate 1', onError })
    const before = watching(first.views)
    expect(before.see(yard, 0, 10)).toEqual([])
    for (const views of before.kept) first.keep(views)
    await first.settled()

    const { views } = openViewFile({ file, about: 'rtsp://gate 1', onError })
    expect(watching([...views]).see(yard, 100, 120)).toEqual([])
    expect(watching(views).see(yardAsSeenFrom(20), 100, 110)).toMatchObject([{ kind: 'moved', phase: 'start' }])
  })

  it('is not that of another camera, of another place of it, or of a file that is damaged', async () => {
    const file = join(folder, 'yard.json')
    const options = { file, onError: () => undefined }
    const { views, keep, settled } = openViewFile({ ...options, about: 'rtsp://yard 1' })
    const { see, kept } = watching(views)
    see(yard, 0, 10)
    keep(kept.at(-1) ?? [])
    await settled()
    const known = (about: string) => openViewFile({ ...options, about }).views.filter(Boolean).length
    expect([known('rtsp://yard 1'), known('rtsp://yard 2')]).toEqual([1, 0])
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20))
    expect(known('rtsp://yard 1')).toBe(0)
  })

  it('is given up for another that it has shown steadily for long enough', () => {
    const { see } = watching([], 60_000)
    expect(see(yard, 0, 20)).toEqual([])
    const turned = see(yardAsSeenFrom(20), 20, 110)
    expect(turned.map(({ phase }) => phase)).toEqual(['start', 'end'])
    expect((turned[1]?.at ?? 0) - (turned[0]?.at ?? 0)).toBeGreaterThanOrEqual(60_000)
    expect(see(yard, 110, 130)).toMatchObject([{ kind: 'moved', phase: 'start' }])
  })

  it('is again what it sees when it is turned back, and what is wrong ends with the source', () => {
    const { see, sourceLost } = watching([])
    see(yard, 0, 20)
    expect(see(yardAsSeenFrom(20), 20, 40)).toMatchObject([{ kind: 'moved', phase: 'start' }])
    expect(see(yard, 40, 60)).toMatchObject([{ kind: 'moved', phase: 'end', reason: 'recovered' }])
    see(() => 100, 60, 70)
    expect(sourceLost()).toMatchObject([{ kind: 'covered', phase: 'end', reason: 'source-lost' }])
    expect(sourceLost()).toEqual([])
  })

  it('may lie half behind a lorry, and get darker over a quarter of an hour', () => {
    const lorry: Scene = (x, y, seconds) =>
      seconds > 20 && x > 80 ? 200 - 40 * (Math.floor(y / 5) % 2) : yard(x, y, seconds)
    expect(watching([]).see(lorry, 0, 60)).toEqual([])
    const dusk: Scene = (x, y, seconds) => 16 + (yard(x, y, seconds) - 16) * (1 - 0.75 * Math.min(1, seconds / 900))
    expect(watching([]).see(dusk, 0, 960, 0.2)).toEqual([])
  })
})
