import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createSampleWriter, enlarged, type Labelled, sampleSide } from '../../../scripts/train/samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-samples-'))
afterAll(() => rmSync(folder, { recursive: true }))

const plane = sampleSide ** 2
/** Half of the picture is dark, half is light; all of it differs by two thresholds. */
const picture = {
  ...{ width: 192, height: 96 },
  data: Uint8Array.from({ length: 192 * 96 * 1.5 }, (_, at) => (at % 192 < 96 ? 51 : 204)),
}
const change = { width: 2, height: 1, cellPixels: 96, contrast: Float32Array.of(2, 2) }

describe('a sample', () => {
  it('shows half as much again as the network sees, around the same middle', () => {
    expect(enlarged({ left: 100, top: 40, side: 64 })).toEqual({ left: 84, top: 24, side: 96 })
  })

  it('is three planes of bytes, and a line of labels', async () => {
    const base = join(folder, 'two')
    const writer = createSampleWriter(base)
    const human: Labelled = { answer: 'human', box: [0.123456, -0.5, 1.5, 0.3] }
    await writer.add({ picture, change }, { left: 24, top: 12, side: 48 }, [human], (x, y) => x < 48 && y < 24)
    await writer.add({ picture, change }, { left: 144, top: 0, side: 96 }, [])
    expect(await writer.close()).toBe(2)

    expect(JSON.parse(readFileSync(`${base}.json`, 'utf8'))).toEqual([
      { masked: true, labels: [{ answer: 'human', box: [0.1235, -0.5, 1.5, 0.3] }] },
      { masked: false, labels: [] },
    ])
    const bytes = readFileSync(`${base}.bin`)
    expect(bytes).toHaveLength(2 * 3 * plane)
    const [luma, changed, mask, otherLuma, otherChanged, otherMask] = Array.from({ length: 6 }, (_, index) =>
      bytes.subarray(index * plane, (index + 1) * plane),
    )
    expect(new Set(luma)).toEqual(new Set([51]))
    expect(new Set(changed)).toEqual(new Set([128]))
    expect(mask?.filter((value) => value === 255)).toHaveLength(48 * 24)
    expect([mask?.[0], mask?.[23 * 96 + 47], mask?.[48], mask?.[24 * 96]]).toEqual([255, 255, 0, 0])
    // The right half of the second one lies outside of the picture.
    expect([...(otherLuma?.subarray(46, 50) ?? [])]).toEqual([204, 204, 128, 128])
    expect([...(otherChanged?.subarray(46, 50) ?? [])]).toEqual([128, 128, 0, 0])
    expect(new Set(otherMask)).toEqual(new Set([0]))
  })
})
