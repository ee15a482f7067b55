import { describe, expect, it } from 'vitest'
import type { Box } from '../../../agent/detect/detection.ts'
import { createVeil, type Sighting } from '../../../agent/privacy/veil.ts'

/** A look each 200 ms: who was where. */
const looks = (...people: (readonly Box[])[]): Sighting[] =>
  people.map((boxes, index) => ({ at: index * 200, people: boxes }))
const standing: Box = [0.4, 0.2, 0.1, 0.6]
const nobody: readonly Box[] = []
const veilOf = (sightings: readonly Sighting[], blur: 'heads' | 'people' = 'people', holdMs = 300) =>
  createVeil({ sightings, blur, aspect: 16 / 9, holdMs })

/** Whether a place is hidden at a time; undefined: everything is. */
function hides(veil: ReturnType<typeof veilOf>, at: number, x: number, y: number): boolean | undefined {
  return veil(at)?.some(([left, top, width, height]) => x >= left && x <= left + width && y >= top && y <= top + height)
}

describe('the veil over a film', () => {
  it('hides somebody from a while before the first look to a while after the last, and nobody before and after', () => {
    const veil = veilOf(looks(nobody, nobody, nobody, nobody, [standing], [standing], nobody, nobody, nobody, nobody))
    const times = Array.from({ length: 46 }, (_, index) => index * 40)
    const hidden = times.filter((at) => hides(veil, at, 0.45, 0.5) === true)
    // Seen from 800 on; who comes between two looks may have come right after the one before.
    expect([hidden[0], hidden.at(-1)]).toEqual([320, 1_480])
    expect(hides(veil, 0, 0.45, 0.5)).toBe(false)
  })

  it('hides the whole way between two looks, so that nobody who runs is seen between them', () => {
    const run: Box[] = [0.1, 0.25, 0.4, 0.55, 0.7].map((x) => [x, 0.3, 0.05, 0.3])
    const veil = veilOf(looks(...run.map((box) => [box])), 'people', 0)
    for (let at = 0; at <= 800; at += 20) expect(hides(veil, at, 0.125 + (at / 200) * 0.15, 0.4), `${at}`).toBe(true)
  })

  it('takes two who stand far apart for two', () => {
    const veil = veilOf(looks([[0.05, 0.3, 0.05, 0.2]], [[0.8, 0.3, 0.05, 0.2]]))
    expect([hides(veil, 100, 0.07, 0.4), hides(veil, 100, 0.82, 0.4), hides(veil, 100, 0.5, 0.4)]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('hides heads with room to nod, or people whole', () => {
    const [heads, people] = (['heads', 'people'] as const).map((blur) => veilOf(looks([standing]), blur))
    if (heads === undefined || people === undefined) throw new Error('two veils')
    expect([hides(heads, 0, 0.45, 0.16), hides(heads, 0, 0.38, 0.3), hides(heads, 0, 0.45, 0.7)]).toEqual([
      true,
      true,
      false,
    ])
    expect(hides(people, 0, 0.45, 0.78)).toBe(true)
  })

  it.each([
    ['before the first look', -301, undefined],
    ['just before the first look', -299, true],
    ['between looks that are near enough', 600, true],
    ['between looks that are too far apart', 2_500, undefined],
    ['just after a look', 1_450, true],
    ['after the last look', 4_301, undefined],
  ])('hides everything where nobody looked: %s', (_, at, expected) => {
    const veil = veilOf(
      [0, 1_200, 4_000].map((at) => ({ at, people: [[0, 0, 1, 1]] })),
      'people',
      2_000,
    )
    expect(hides(veil, at, 0.5, 0.5)).toBe(expected)
  })

  it('knows nothing where nobody ever looked', () => {
    expect(veilOf([])(0)).toBeUndefined()
  })
})
