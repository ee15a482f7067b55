import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readFrames } from '../../../scripts/street/frames.ts'
import { readMot } from '../../../scripts/street/mot.ts'
import { readTruth, render, renderingIn } from '../../../scripts/street/render.ts'
import { smallStreet } from './small-street.ts'

const options = { ...smallStreet, seconds: 10 }
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'street-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function context() {
  const shown: number[] = []
  const controller = new AbortController()
  return { shown, controller, signal: controller.signal, progress: (frames: number) => void shown.push(frames) }
}

describe('rendering', () => {
  it('writes a film, its boxes and its truth, and does not draw the same film again', async () => {
    const first = context()
    expect(await render(options, folder, first)).toBe(true)
    expect(first.shown).toHaveLength(20)
    const files = renderingIn(folder)
    const rows = readMot(readFileSync(files.mot))
    const truth = await readTruth(files.truth)
    expect(rows.length).toBeGreaterThan(10)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(truth.objects.length)
    let frames = 0
    for await (const { data } of readFrames(files.video, options.width, options.height)) {
      frames++
      expect(data).toHaveLength((options.width * options.height * 3) / 2)
    }
    expect(frames).toBe(20)

    const second = context()
    expect(await render(options, folder, second)).toBe(false)
    expect(second.shown).toEqual([])
  })

  it('leaves nothing behind that looks whole when it is stopped', async () => {
    const { signal, controller } = context()
    const progress = () => controller.abort()
    await expect(render(options, folder, { signal, progress })).rejects.toThrow()
    expect(Object.values(renderingIn(folder)).filter((file) => existsSync(file))).toEqual([])
  })
})
