import { describe, expect, it } from 'vitest'
import type { Box } from '../../../agent/detect/detection.ts'
import type { SeenFrame } from '../../../agent/events/best-shot.ts'
import { createHidePeople, type HidePeopleOptions } from '../../../agent/privacy/hide-people.ts'
import { toFrame } from '../detect/picture.ts'

const person: Box = [0.25, 0.25, 0.25, 0.75]
const face: Box = [0.32, 0.28, 0.1, 0.1]
const chequered = toFrame(80, 80, (x, y) => ((x + y) % 4 < 2 ? [255, 255, 255] : [0, 0, 0]))

function hide(options: Partial<HidePeopleOptions>, people: readonly Box[] | undefined = [person]) {
  const failures: unknown[] = []
  const seen: SeenFrame = { ...chequered, ...(people && { people }) }
  const findFaces = () => Promise.resolve([face])
  const onFailure = (error: unknown) => void failures.push(error)
  const hidden = createHidePeople({ blur: 'faces', isMasked: false, findFaces, onFailure, ...options })(seen)
  return { hidden, failures }
}

/** Lines and columns, in parts, between which something differs. */
function changed({ data, width, height }: SeenFrame): number[] | undefined {
  const xs: number[] = []
  const ys: number[] = []
  for (let at = 0; at < width * height; at += 1) {
    if (data[at] === chequered.data[at]) continue
    xs.push(at % width)
    ys.push(Math.floor(at / width))
  }
  if (xs.length === 0) return undefined
  return [
    Math.min(...xs) / width,
    Math.min(...ys) / height,
    (Math.max(...xs) + 1) / width,
    (Math.max(...ys) + 1) / height,
  ]
}

const unknown = Symbol('nobody has looked')

describe('createHidePeople', () => {
  it.each([
    ['faces that were found', 'faces', [person], [0.2875, 0.25, 0.45, 0.4125], ['faces-blurred']],
    ['heads', 'heads', [person], [0.225, 0.225, 0.525, 0.4625], ['heads-blurred']],
    ['people, whole', 'people', [person], [0.2375, 0.2125, 0.5125, 1], ['people-blurred']],
    ['nothing, where that is asked for', 'none', [person], undefined, []],
    ['nothing, where nobody is', 'heads', [], undefined, ['heads-blurred']],
    [
      'faces also where nobody has looked for people',
      'faces',
      unknown,
      [0.2875, 0.25, 0.45, 0.4125],
      ['faces-blurred'],
    ],
  ] as const)('blurs %s', async (_, blur, people, region, privacy) => {
    const { hidden } = hide({ blur }, people === unknown ? undefined : people)
    const { frame, privacy: said } = await hidden
    expect(said).toEqual(privacy)
    const found = changed(frame)
    if (region === undefined) expect(found).toBeUndefined()
    for (const [index, side] of (region ?? []).entries()) expect(found?.[index]).toBeCloseTo(side, 1)
  })

  it('blurs the head of who shows no face, and says both', async () => {
    const other: Box = [0.6, 0.5, 0.2, 0.5]
    const { frame, privacy } = await hide({}, [person, other]).hidden
    expect(privacy).toEqual(['faces-blurred', 'heads-blurred'])
    expect(changed(frame)?.[2]).toBeCloseTo(0.82, 1)
  })

  it('blurs heads when faces cannot be looked for, and says so', async () => {
    const { hidden, failures } = hide({ findFaces: () => Promise.reject(new Error('the model is gone')) })
    const { frame, privacy } = await hidden
    expect(privacy).toEqual(['heads-blurred'])
    expect(changed(frame)).toBeDefined()
    expect(failures).toHaveLength(1)
  })

  it.each(['heads', 'people'] as const)('gives no picture for %s when nobody has looked for people', async (blur) => {
    await expect(hide({ blur }, undefined).hidden).resolves.toBeDefined()
    await expect(
      createHidePeople({
        blur,
        isMasked: false,
        findFaces: () => Promise.resolve([]),
        onFailure: () => undefined,
      })(chequered),
    ).rejects.toThrow('it stays on the box')
  })

  it('says that there are masks', async () => {
    expect((await hide({ blur: 'none', isMasked: true }).hidden).privacy).toEqual(['masked'])
    expect((await hide({ blur: 'heads', isMasked: true }).hidden).privacy).toEqual(['masked', 'heads-blurred'])
  })
})
