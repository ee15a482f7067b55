import { describe, expect, it } from 'vitest'
import { type OccupancyRuleOptions, occupancyRule } from '../../../agent/rules/occupancy-rule.ts'
import { reported } from '../../../agent/rules/reporting.ts'
import { describeFinding, every, findings, from, type Step, scenes } from './scenes.ts'

const crowd: OccupancyRuleOptions = {
  ...{ type: 'occupancy', name: 'square', classes: ['Human'], minScore: 0, atLeast: 2, forMs: 400, inertiaMs: 500 },
  points: [
    [0.3, 0.3],
    [0.8, 0.3],
    [0.8, 0.9],
    [0.3, 0.9],
  ],
}
const i: Step = [0.5, 0.6]
const o: Step = [0.1, 0.6]

function found(rows: Step[][], options: Partial<OccupancyRuleOptions> = {}): string[] {
  return findings(occupancyRule({ ...crowd, ...options }), scenes(every(200, rows[0] ?? []), ...rows))
}

describe('occupancy rule', () => {
  it.each<[string, Step[][], string[]]>([
    ['too few are no crowd', [[i, i, i, i, i]], []],
    [
      'too short is no crowd',
      [
        [i, i, o, o, o],
        [i, i, i, i, i],
      ],
      [],
    ],
    [
      'begins when there were enough for long enough',
      [
        [o, i, i, i],
        [i, i, i, i],
      ],
      ['1600 start zone.crowded 2×'],
    ],
    [
      'begins with who stand on the border',
      [
        [
          [0.3, 0.3],
          [0.3, 0.6],
          [0.8, 0.9],
        ],
        [i, i, i],
      ],
      ['1400 start zone.crowded 2×'],
    ],
    [
      'counts who coasts where it was last seen',
      [
        [i, '~', '~'],
        [i, i, i],
      ],
      ['1400 start zone.crowded 2×'],
    ],
    [
      'counts nobody who was lost',
      [
        [i, 'end', undefined],
        [i, i, i],
      ],
      [],
    ],
    [
      'counts a lost one that is found again',
      [
        [i, 'end', undefined, undefined],
        [undefined, undefined, i, i],
        [i, i, i, i],
      ],
      ['1400 start zone.crowded 2×'],
    ],
    [
      'waits through a moment of too few',
      [
        [i, o, i],
        [i, i, i],
      ],
      ['1400 start zone.crowded 2×'],
    ],
    [
      'ends at the last moment with enough',
      [
        [i, i, i, o, o, o, o],
        [i, i, i, i, i, i, i],
      ],
      ['1400 start zone.crowded 2×', '1400 end zone.crowded cleared 2×'],
    ],
    [
      'does not end with a moment of too few',
      [
        [i, i, i, o, o, i, o, o, o, o],
        [i, i, i, i, i, i, i, i, i, i],
      ],
      ['1400 start zone.crowded 2×', '2000 end zone.crowded cleared 2×'],
    ],
    [
      'ends with the most there were',
      [
        [i, i, i, i, 'end', undefined, undefined, undefined],
        [o, o, o, i, o, o, o, o],
        [i, i, i, i, i, i, i, i],
      ],
      ['1400 start zone.crowded 2×', '1600 end zone.crowded cleared 3×'],
    ],
  ])('%s', (_, rows, expected) => {
    expect(found(rows)).toEqual(expected)
  })

  it('begins with the first frame when it need not last', () => {
    expect(found([[i], [i]], { forMs: 0 })).toEqual(['1000 start zone.crowded 2×'])
  })

  it('says that it has grown, every ten seconds at most', () => {
    const later = (from: number): Step[] => Array.from({ length: 130 }, (_, index) => (index < from ? o : i))
    expect(found([later(0), later(0), later(5), later(10), later(110)])).toEqual([
      '1400 start zone.crowded 2×',
      '11400 update zone.crowded 4×',
      '23000 update zone.crowded 5×',
    ])
  })

  it('is about wanted classes, as they are now', () => {
    const rows = scenes(every(200, [1, 2, 3, 4, 5, 6, 7]), [i, i, i, i, i, i, i], [i, i, i, i, i, i, i])
    expect(findings(occupancyRule(crowd), from(1_600, { class: 'Animal' }, rows))).toEqual([
      '1400 start zone.crowded 2×',
      '1400 end zone.crowded cleared 2×',
    ])
  })

  it('is over when the source is lost, and begins anew', () => {
    const rule = occupancyRule(crowd)
    findings(rule, scenes(every(200, [1, 2, 3, 4]), [i, i, i, 'end'], [i, i, i, 'end']))
    expect(rule.sourceLost?.().map(describeFinding)).toEqual(['1400 end zone.crowded cleared 2×'])
    expect(rule.sourceLost?.()).toEqual([])
    expect(findings(rule, scenes([500, 700], [i, i], [i, i]))).toEqual([])
  })

  it('of which a window opens or closes in between says how many there are, and were', () => {
    const rule = reported(occupancyRule(crowd), { isOpen: (at) => at >= 2_000 && at < 2_600, severity: 'medium' })
    const rows: Step[][] = [
      [i, i, i, i, i, i, i, i, i],
      [i, i, i, i, i, i, i, i, i],
      [o, o, i, i, i, i, o, o, o],
    ]
    expect(findings(rule, scenes(every(200, rows[0] ?? []), ...rows))).toEqual([
      '2000 start zone.crowded 3× medium',
      '2600 end zone.crowded cleared 3×',
    ])
  })
})
