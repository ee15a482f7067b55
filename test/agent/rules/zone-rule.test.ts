import { describe, expect, it } from 'vitest'
import { intrusionRule, type ZoneRuleOptions, zoneRule } from '../../../agent/rules/zone-rule.ts'
import { every, findings, type Step, scenes, tracked } from './scenes.ts'

const zone: ZoneRuleOptions = {
  type: 'zone',
  name: 'yard',
  classes: ['Human'],
  minScore: 0,
  points: [
    [0.4, 0.4],
    [0.9, 0.4],
    [0.9, 0.9],
    [0.4, 0.9],
  ],
  report: ['entered'],
  dwellMs: 1_000,
  inertiaMs: 500,
}
const inside: Step = [0.6, 0.6]
const outside: Step = [0.2, 0.6]

describe('zone rule, entered', () => {
  it.each<[string, Step[], string[]]>([
    [
      'a track walks in and out: the end is when it was last inside',
      [outside, inside, inside, outside, outside, outside, outside, outside],
      ['1200 start zone.entered 1', '1400 end zone.entered 1 left 200'],
    ],
    ['a track that appears inside has entered', [inside, inside], ['1000 start zone.entered 1']],
    ['a track that never comes in is nothing', [outside, outside, 'end'], []],
    [
      'a track that ends inside is lost where it was last seen',
      [inside, inside, '~', '~', '~', '~', 'end'],
      ['1000 start zone.entered 1', '1200 end zone.entered 1 lost 200'],
    ],
    [
      'a flicker at the border within the inertia is one visit',
      [outside, inside, outside, inside, outside, outside, inside, 'end'],
      ['1200 start zone.entered 1', '2200 end zone.entered 1 lost 1000'],
    ],
    [
      'a track that ends while it has been out for less has left',
      [inside, inside, outside, 'end'],
      ['1000 start zone.entered 1', '1200 end zone.entered 1 left 200'],
    ],
    [
      'a track that is unseen outside goes on being out',
      [inside, outside, '~', '~', '~', '~'],
      ['1000 start zone.entered 1', '1000 end zone.entered 1 left 0'],
    ],
    [
      'a track that is unseen inside is still there, however long',
      [inside, '~', '~', '~', '~', '~', '~', inside],
      ['1000 start zone.entered 1'],
    ],
    [
      'a track that comes back later enters again',
      [inside, outside, outside, outside, outside, inside],
      ['1000 start zone.entered 1', '1000 end zone.entered 1 left 0', '2000 start zone.entered 1'],
    ],
    [
      'a track that stands on the border is inside',
      [
        [0.4, 0.6],
        [0.4, 0.6],
      ],
      ['1000 start zone.entered 1'],
    ],
    [
      'a track that jumps across was never inside',
      [
        [0.2, 0.6],
        [0.95, 0.6],
      ],
      [],
    ],
  ])('%s', (_, steps, expected) => {
    expect(findings(zoneRule(zone), scenes(every(200, steps), steps))).toEqual(expected)
  })

  it('counts the inertia in time, not in frames', () => {
    const slow = scenes([1_000, 3_000, 5_000], [inside, outside, inside])
    expect(findings(zoneRule(zone), slow)).toEqual(['1000 start zone.entered 1'])
    const uneven = scenes([1_000, 1_033, 1_400, 1_540], [inside, outside, '~', outside])
    expect(findings(zoneRule(zone), uneven)).toEqual(['1000 start zone.entered 1', '1000 end zone.entered 1 left 0'])
  })

  it('ends at once without inertia', () => {
    const seen = scenes([1_000, 1_200], [inside, outside])
    expect(findings(zoneRule({ ...zone, inertiaMs: 0 }), seen)).toEqual([
      '1000 start zone.entered 1',
      '1000 end zone.entered 1 left 0',
    ])
  })

  it('keeps tracks apart', () => {
    const seen = scenes([1_000, 1_200, 1_400], [inside, inside, 'end'], [outside, inside, inside])
    expect(findings(zoneRule(zone), seen)).toEqual([
      '1000 start zone.entered 1',
      '1200 start zone.entered 2',
      '1200 end zone.entered 1 lost 200',
    ])
  })

  it('holds feet at the very edge of the picture inside a zone that covers it', () => {
    const whole = zoneRule({
      ...zone,
      points: [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
    })
    expect(findings(whole, scenes([1_000], [[0.5, 1]], [[0.05, 0.9]]))).toEqual([
      '1000 start zone.entered 1',
      '1000 start zone.entered 2',
    ])
  })

  it('starts when the best score is reached, and looks at wanted classes only', () => {
    const seen = tracked(
      [1_000, 1_200],
      [
        { steps: [inside, inside], class: 'Vehicle', label: 'car' },
        { steps: [inside, inside], score: 0.4 },
      ],
    )
    const rise = seen.map((scene) => ({
      ...scene,
      tracks: scene.tracks.map((track) => (scene.at === 1_200 ? { ...track, score: 0.7, bestScore: 0.7 } : track)),
    }))
    expect(findings(zoneRule({ ...zone, minScore: 0.6 }), rise)).toEqual(['1200 start zone.entered 2'])
  })

  it('ends a visit although the class has changed meanwhile', () => {
    const [first, ...rest] = scenes([1_000, 1_200, 1_400], [inside, inside, 'end'])
    const changed = rest.map((scene) => ({
      ...scene,
      tracks: scene.tracks.map((track) => ({ ...track, class: 'Bicycle' })),
    }))
    expect(findings(zoneRule(zone), first === undefined ? [] : [first, ...changed])).toEqual([
      '1000 start zone.entered 1',
      '1200 end zone.entered 1 lost 200',
    ])
  })

  it('gives start and end one key, and tells the track as it was at that time', () => {
    const rule = zoneRule(zone)
    const [start, end] = scenes([1_000, 1_200, 1_800], [inside, outside, outside]).flatMap((scene) =>
      rule.evaluate(scene),
    )
    expect(start?.key).toBe('yard:zone.entered:1')
    expect(end).toMatchObject({ key: start?.key, phase: 'end', at: 1_000, track: { seenAt: 1_000 } })
  })
})

describe('zone rule, exited and dwell', () => {
  it('reports an exit at the time it was last inside, with the track as it is now', () => {
    const rule = zoneRule({ ...zone, report: ['exited'] })
    const [exit, ...more] = scenes([1_000, 1_200, 1_800], [inside, outside, outside]).flatMap((scene) =>
      rule.evaluate(scene),
    )
    expect(exit).toMatchObject({ phase: 'pulse', type: 'zone.exited', at: 1_000, dwellMs: 0, track: { seenAt: 1_800 } })
    expect(more).toEqual([])
  })

  it('reports no exit of a track that was lost inside', () => {
    expect(findings(zoneRule({ ...zone, report: ['exited'] }), scenes([1_000, 1_200], [inside, 'end']))).toEqual([])
  })

  it.each<[string, Step[], string[]]>([
    [
      'starts when the time is full and ends like a visit',
      [inside, inside, inside, outside, outside],
      ['2000 start zone.dwell 1 1000', '2000 end zone.dwell 1 left 1000'],
    ],
    ['is not reported of a short visit', [inside, inside, outside, outside, outside], []],
    ['starts again from nothing after an exit', [inside, outside, outside, inside, inside], []],
    ['does not grow while nobody sees the track', [inside, '~', '~', '~', 'end'], []],
    ['grows over a gap that ends inside', [inside, '~', '~', inside], ['2500 start zone.dwell 1 1500']],
  ])('dwell %s', (_, steps, expected) => {
    expect(findings(zoneRule({ ...zone, report: ['dwell'] }), scenes(every(500, steps), steps))).toEqual(expected)
  })

  it('reports everything of one visit in order', () => {
    const rule = zoneRule({ ...zone, report: ['entered', 'exited', 'dwell'], dwellMs: 0 })
    expect(findings(rule, scenes([1_000, 1_200, 1_400, 1_900], [inside, inside, outside, outside]))).toEqual([
      '1000 start zone.entered 1',
      '1000 start zone.dwell 1 0',
      '1200 end zone.entered 1 left 200',
      '1200 end zone.dwell 1 left 200',
      '1200 pulse zone.exited 1 200',
    ])
  })
})

describe('zone rule, a track that is not one', () => {
  it('has two visits of somebody who is lost and found again under another id', () => {
    const seen = scenes(every(200, [1, 2, 3, 4]), [inside, 'end'], [undefined, undefined, inside, 'end'])
    expect(findings(zoneRule(zone), seen)).toEqual([
      '1000 start zone.entered 1',
      '1000 end zone.entered 1 lost 0',
      '1400 start zone.entered 2',
      '1400 end zone.entered 2 lost 0',
    ])
  })

  it('has one visit over a gap in time', () => {
    expect(findings(zoneRule(zone), scenes([1_000, 90_000, 90_200], [inside, inside, 'end']))).toEqual([
      '1000 start zone.entered 1',
      '90000 end zone.entered 1 lost 89000',
    ])
  })
})

describe('intrusion rule', () => {
  it('is a visit of its own type', () => {
    const { report: _, dwellMs: __, ...rest } = zone
    const seen = scenes([1_000, 1_200, 1_400, 1_900], [outside, inside, outside, outside])
    expect(findings(intrusionRule({ ...rest, type: 'intrusion' }), seen)).toEqual([
      '1200 start zone.intruded 1',
      '1200 end zone.intruded 1 left 0',
    ])
  })
})
