import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openFilm } from '../../../agent/replay/film.ts'
import { open, read } from '../decode/play.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-film-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const size = { width: 64, height: 48, fps: 5 }
const grey = (level: number) => Buffer.alloc(size.width * size.height * 3, level)

/** Brightness of each picture of a film, by its place. */
async function play(file: string): Promise<number[]> {
  const frames = await read(open({ url: file, realTime: false, fps: 5 }).frames)
  return frames.map(({ data }) => Math.round((((data[0] ?? 0) - 16) * 255) / 219 / 10) * 10)
}

describe('a film', () => {
  it('lasts as long as what it shows: a picture stands until the next', async () => {
    const file = join(folder, 'film.mp4')
    const film = openFilm(file, size)
    for (const [at, level] of [
      [0, 0],
      [200, 50],
      [1_000, 100],
      // Too early to have a place of its own.
      [1_050, 250],
      [1_190, 150],
    ] as const) {
      await film.add(1_795_362_000_000 + at, grey(level))
    }
    await film.finish()
    expect(await play(file)).toEqual([0, 50, 50, 50, 50, 100, 150])
  })

  it('replaces one that is there', async () => {
    const file = join(folder, 'again.mp4')
    for (const level of [0, 200]) {
      const film = openFilm(file, size)
      await film.add(0, grey(level))
      await film.finish()
    }
    expect(await play(file)).toEqual([200])
  })

  it('says why it could not be written', async () => {
    const film = openFilm(join(folder, 'no-such-folder', 'film.mp4'), size)
    await film.add(0, grey(0))
    await expect(film.finish()).rejects.toThrow('No such file or directory')
  })
})
