import { describe, expect, it } from 'vitest'
import { type LineRuleOptions, lineRule } from '../../../agent/rules/line-rule.ts'
import type { Track } from '../../../agent/track/scene.ts'
import { seededRandom } from '../track/random.ts'
import { every, findings, from, type Step, scenes, tracked, type Walk } from './scenes.ts'

const line: LineRuleOptions = {
  type: 'line',
  name: 'gate',
  classes: ['Human'],
  minScore: 0,
  points: [
    [0, 0.5],
    [0.7, 0.5],
  ],
  direction: 'both',
}

describe('line rule', () => {
  it.each<[string, Step[], string[]]>([
    ['downwards across a line to the right is in', walk(0.4, 0.45, 0.55, 0.6), ['1400 pulse line.crossed 1 in']],
    ['upwards is out', walk(0.6, 0.55, 0.45, 0.4), ['1400 pulse line.crossed 1 out']],
    ['there and back is both', walk(0.4, 0.6, 0.4), ['1200 pulse line.crossed 1 in', '1400 pulse line.crossed 1 out']],
    ['a track that is born beyond it is nothing', walk(0.6, 0.7), []],
    ['a track that stops short is nothing', walk(0.4, 0.49, 0.4), []],
    [
      'a track that passes its end is nothing',
      [
        [0.8, 0.4],
        [0.8, 0.6],
      ],
      [],
    ],
    [
      'a track that walks round its end is nothing',
      [
        [0.6, 0.4],
        [0.8, 0.4],
        [0.8, 0.6],
        [0.6, 0.6],
      ],
      [],
    ],
    [
      'a jump from far to far counts',
      [
        [0.1, 0.05],
        [0.5, 0.95],
      ],
      ['1200 pulse line.crossed 1 in'],
    ],
    [
      'a gap in between counts with the frame that sees it again',
      [[0.3, 0.4], '~', '~', [0.3, 0.6]],
      ['1600 pulse line.crossed 1 in'],
    ],
    ['a track that ends before anybody saw it beyond is nothing', [[0.3, 0.45], '~', 'end'], []],
    [
      'trembling over it after a crossing counts once',
      walk(0.4, 0.505, 0.495, 0.505, 0.495, 0.505, 0.6, 0.7),
      ['1200 pulse line.crossed 1 in'],
    ],
    [
      'one that turns back on it is in and out',
      walk(0.4, 0.505, 0.495, 0.4),
      ['1200 pulse line.crossed 1 in', '1600 pulse line.crossed 1 out'],
    ],
    ['one that is born on it and trembles is nothing', walk(0.499, 0.502, 0.498, 0.503, 0.499), []],
    ['one that is born on it and leaves below is in', walk(0.499, 0.502, 0.51, 0.6), ['1600 pulse line.crossed 1 in']],
    ['one that steps exactly onto it counts once', walk(0.4, 0.5, 0.6), ['1200 pulse line.crossed 1 in']],
  ])('%s', (_, steps, expected) => {
    expect(findings(lineRule(line), scenes(every(200, steps), steps))).toEqual(expected)
  })

  it.each<[LineRuleOptions['direction'], string[]]>([
    ['in', ['1200 pulse line.crossed 1 in']],
    ['out', ['1400 pulse line.crossed 1 out']],
  ])('reports only %s when only that is asked', (direction, expected) => {
    expect(findings(lineRule({ ...line, direction }), scenes([1_000, 1_200, 1_400], walk(0.4, 0.6, 0.4)))).toEqual(
      expected,
    )
  })

  it('crosses a bent line once, at its corner too', () => {
    const bent = {
      ...line,
      points: [
        [0.2, 0.4],
        [0.5, 0.6],
        [0.8, 0.4],
      ] as const,
    }
    expect(
      findings(
        lineRule(bent),
        scenes(
          [1_000, 1_200],
          [
            [0.5, 0.5],
            [0.5, 0.7],
          ],
        ),
      ),
    ).toEqual(['1200 pulse line.crossed 1 in'])
    expect(
      findings(
        lineRule(bent),
        scenes(
          [1_000, 1_200],
          [
            [0.1, 0.55],
            [0.9, 0.55],
          ],
        ),
      ),
    ).toEqual([])
  })

  it('counts what was crossed between the first sight and the first report of a track', () => {
    const walks = [{ steps: [undefined, [0.3, 0.6]] as const, firstBox: [0.25, 0.2, 0.1, 0.2] as const }]
    expect(findings(lineRule(line), tracked([1_000, 1_200], walks))).toEqual(['1200 pulse line.crossed 1 in'])
  })

  it('counts what a track that appears beyond it crossed just before, while others hid it', () => {
    const appearing = (y: number) => {
      const walks: Walk[] = [{ steps: [undefined, [0.3, y]], firstBox: [0.25, 0.35, 0.1, 0.2] }]
      return tracked([1_000, 1_200], walks).map((scene) => ({
        ...scene,
        tracks: scene.tracks.map((track) => ({ ...track, firstAt: 1_000 })),
      }))
    }
    expect(findings(lineRule(line), appearing(0.7))).toEqual(['1200 pulse line.crossed 1 in'])
    expect(findings(lineRule(line), appearing(0.57))).toEqual([])
  })

  it.each<[string, Pick<Track, 'seenBox' | 'foot'>, string[]]>([
    [
      'out of the picture over the edge that cut it off',
      { seenBox: [0, 0.28, 0.05, 0.2], foot: [-0.05, 0.56] },
      ['1000 pulse line.crossed 1 in'],
    ],
    ['out of sight within the picture', { seenBox: [0, 0.28, 0.05, 0.2] }, []],
    ['out of the picture where nobody saw it go', { seenBox: [0.2, 0.28, 0.1, 0.2], foot: [-0.05, 0.56] }, []],
  ])('of a track that went %s', (_, last, expected) => {
    const corner = { ...line, points: [[-0.2, 0.5] as const, [0.7, 0.5] as const] }
    const [seen] = scenes([1_000], [[0.02, 0.48]])
    const ended = (seen?.tracks ?? []).map((track) => ({ ...track, ...last }))
    const gone = { at: 1_400, tracks: [], ended }
    expect(findings(lineRule(corner), [...(seen ? [seen] : []), gone])).toEqual(expected)
  })

  it('counts nothing that a rule cannot have seen, since it is new', () => {
    const walks = [
      {
        steps: [
          [0.3, 0.6],
          [0.3, 0.6],
        ] as const,
        firstBox: [0.25, 0.2, 0.1, 0.2] as const,
      },
    ]
    expect(findings(lineRule(line), tracked([1_000, 1_200], walks))).toEqual([])
  })

  it('reports wanted classes and scores only', () => {
    const steps = walk(0.4, 0.6)
    const walks = [
      { steps, class: 'Vehicle' },
      { steps, score: 0.5 },
      { steps, score: 0.7 },
    ]
    expect(findings(lineRule({ ...line, minScore: 0.6 }), tracked([1_000, 1_200], walks))).toEqual([
      '1200 pulse line.crossed 3 in',
    ])
  })

  it('takes a track for what it is when it crosses', () => {
    const seen = tracked(every(200, [1, 2, 3]), [{ steps: walk(0.4, 0.6, 0.4), class: 'Vehicle' }])
    expect(findings(lineRule(line), from(1_400, { class: 'Human' }, seen))).toEqual(['1400 pulse line.crossed 1 out'])
  })

  it('counts nobody twice whose track is lost on the line and begins anew beyond it', () => {
    const seen = scenes(
      every(200, [1, 2, 3, 4]),
      [[0.3, 0.4], [0.3, 0.495], 'end'],
      [undefined, undefined, [0.3, 0.53], [0.3, 0.6]],
    )
    expect(findings(lineRule(line), seen)).toEqual([])
  })

  it('counts one that crosses after a long gap once, however long it was', () => {
    const seen = scenes([1_000, 61_000, 61_200], walk(0.4, 0.7, 0.8))
    expect(findings(lineRule(line), seen)).toEqual(['61000 pulse line.crossed 1 in'])
  })

  it.each<[string, number, Step[], string[]]>([
    ['one that goes straight over it', 60, walk(0.4, 0.6), ['1200 pulse line.crossed 1 in']],
    // 0.45 of the width and 0.2 of the height: 14° in a picture of 16:9.
    ['one that slides over it', 20, slide(0.4, 0.6), []],
    ['the same slide with a smaller angle', 10, slide(0.4, 0.6), ['1200 pulse line.crossed 1 in']],
    ['one that slides over it for long', 20, slide(0.4, 0.46, 0.49, 0.51, 0.54, 0.6), []],
    // Along the line first, then straight over it: the path from where it was last clear of the line is steep enough.
    [
      'one that turns to it and goes',
      30,
      [
        [0.1, 0.4],
        [0.25, 0.4],
        [0.3, 0.4],
        [0.3, 0.6],
      ],
      ['1600 pulse line.crossed 1 in'],
    ],
    [
      'one that comes back over it, when it has slid before',
      30,
      [
        [0.05, 0.46],
        [0.5, 0.54],
        [0.5, 0.4],
      ],
      ['1400 pulse line.crossed 1 out'],
    ],
  ])('with a least angle: %s', (_, minAngle, steps, expected) => {
    expect(findings(lineRule({ ...line, minAngle }), scenes(every(200, steps), steps))).toEqual(expected)
  })

  it('adds up for any walk: in less out is where it ended', () => {
    const random = seededRandom(11)
    for (let round = 0; round < 200; round++) {
      const heights = [0.3, ...Array.from({ length: 40 }, () => 0.3 + random() * 0.4), random() < 0.5 ? 0.3 : 0.7]
      const lines = findings(lineRule(line), scenes(every(100, heights), walk(...heights)))
      const directions = lines.map((text) => text.split(' ').at(-1))
      expect(directions.filter((direction, index) => direction === directions[index - 1])).toEqual([])
      expect(directions.length % 2 === 1).toBe(heights.at(-1) === 0.7)
    }
  })
})

/** Walks mostly along the line. */
function slide(...heights: number[]): Step[] {
  return heights.map((y, index): Step => [0.1 + (0.45 * index) / (heights.length - 1), y])
}

/** Walks along x = 0.3. */
function walk(...heights: number[]): Step[] {
  return heights.map((y): Step => [0.3, y])
}
