import { describe, expect, it } from 'vitest'
import type { Finding, Rule } from '../../../agent/rules/finding.ts'
import { type Reporting, reported } from '../../../agent/rules/reporting.ts'
import { type ZoneRuleOptions, zoneRule } from '../../../agent/rules/zone-rule.ts'
import { describeFinding, every, findings, type Step, scenes } from './scenes.ts'

const inside: Step = [0.5, 0.6]
const outside: Step = [0.1, 0.6]
const zone: ZoneRuleOptions = {
  ...{ type: 'zone', name: 'yard', classes: ['Human'], minScore: 0, inertiaMs: 500 },
  ...{ report: ['entered'], dwellMs: 1_000 },
  points: [
    [0.3, 0.3],
    [0.8, 0.3],
    [0.8, 0.9],
    [0.3, 0.9],
  ],
}
/** From the one to before the other. */
const between =
  (from: number, to: number) =>
  (at: number): boolean =>
    at >= from && at < to

function seenBy(reporting: Reporting, rows: Step[][], options: Partial<ZoneRuleOptions> = {}, stepMs = 200): string[] {
  const longest = rows.reduce((one, other) => (one.length > other.length ? one : other), [])
  return findings(reported(zoneRule({ ...zone, ...options }), reporting), scenes(every(stepMs, longest), ...rows))
}

describe('a rule with a window', () => {
  it.each<[string, (at: number) => boolean, Step[], string[]]>([
    ['reports nothing outside of it', between(5_000, 6_000), [inside, inside, 'end'], []],
    [
      'reports who is inside when it opens, from then on',
      between(1_400, 9_000),
      [inside, inside, inside, inside, 'end'],
      ['1400 start zone.entered 1', '1600 end zone.entered 1 lost 600'],
    ],
    [
      'waits for who is not seen when it opens',
      between(1_400, 9_000),
      [inside, inside, '~', '~', inside, 'end'],
      ['1800 start zone.entered 1', '1800 end zone.entered 1 lost 800'],
    ],
    [
      'does not report who is gone when it opens, though not for long',
      between(1_400, 9_000),
      [inside, inside, outside, outside, outside, outside],
      [],
    ],
    [
      'ends what is open when it closes',
      between(0, 1_400),
      [inside, inside, inside, inside, 'end'],
      ['1000 start zone.entered 1', '1400 end zone.entered 1 cleared 400'],
    ],
    [
      'ends at its own time what ends as it closes',
      between(0, 1_400),
      [inside, inside, 'end'],
      ['1000 start zone.entered 1', '1200 end zone.entered 1 lost 200'],
    ],
    [
      'ends what nobody sees just then',
      between(0, 1_400),
      [inside, inside, '~', '~'],
      ['1000 start zone.entered 1', '1400 end zone.entered 1 cleared 200'],
    ],
    [
      'has a second event of one who stays from window to window',
      (at) => at < 1_200 || at >= 1_600,
      [inside, inside, inside, inside, inside, 'end'],
      [
        '1000 start zone.entered 1',
        '1200 end zone.entered 1 cleared 200',
        '1600 start zone.entered 1',
        '1800 end zone.entered 1 lost 800',
      ],
    ],
  ])('%s', (_, isOpen, steps, expected) => {
    expect(seenBy({ isOpen }, [steps])).toEqual(expected)
  })

  it('reports an exit that was in it, though it is known later', () => {
    const steps = [inside, inside, outside, outside, outside, outside]
    expect(seenBy({ isOpen: between(0, 1_400) }, [steps], { report: ['exited'] })).toEqual([
      '1200 pulse zone.exited 1 200',
    ])
    expect(seenBy({ isOpen: between(1_400, 9_000) }, [steps], { report: ['exited'] })).toEqual([])
  })

  it('tells how long somebody has been there when it opens', () => {
    const steps = Array.from({ length: 9 }, () => inside)
    expect(seenBy({ isOpen: between(2_400, 9_000) }, [steps], { report: ['dwell'] })).toEqual([
      '2400 start zone.dwell 1 1400',
    ])
  })

  it('begins anew after the source was lost', () => {
    const rule = reported(zoneRule(zone), { isOpen: between(1_400, 9_000) })
    const before = findings(rule, scenes([1_000, 1_200], [inside, 'end']))
    expect([...before, ...(rule.sourceLost?.() ?? []).map(describeFinding)]).toEqual([])
    expect(findings(rule, scenes([1_400], [outside]))).toEqual([])
  })
})

describe('a rule that tells nothing itself', () => {
  const parked: Finding = { phase: 'start', key: 'bay:vehicle.stopped:1', type: 'vehicle.stopped', rule: 'bay', at: 0 }
  /** Starts with the first scene and never ends. */
  function stubborn(dwellMs?: number): Rule {
    let isStarted = false
    return {
      evaluate({ at, tracks: [track] }) {
        if (isStarted || track === undefined) return []
        isStarted = true
        return [{ ...parked, at, track, ...(dwellMs !== undefined && { dwellMs }) }]
      },
    }
  }

  it('is reported as its track is seen', () => {
    const seen = scenes(every(200, [1, 2, 3, 4]), [inside, '~', '~', inside])
    const rule = reported(stubborn(5_000), { isOpen: between(1_200, 9_000) })
    expect(findings(rule, seen)).toEqual(['1600 start vehicle.stopped 1 5600'])
  })

  it('is cleared with its track as it is seen', () => {
    const seen = scenes(every(200, [1, 2, 3]), [inside, inside, [0.55, 0.6]])
    const found = seen.flatMap((scene) => cleared.evaluate(scene))
    expect(found.map(describeFinding)).toEqual(['1000 start vehicle.stopped 1', '1400 end vehicle.stopped 1 cleared'])
    expect(found[1]?.track?.seenAt).toBe(1_400)
  })
  const cleared = reported(stubborn(), { isOpen: between(0, 1_400) })
})

describe('a rule with a cooldown', () => {
  const stay = (from: number, to: number): Step[] =>
    Array.from({ length: 12 }, (_, index) =>
      index < from ? undefined : index < to ? inside : index === to ? 'end' : undefined,
    )

  it('reports nobody else so long, and then who is still there', () => {
    expect(seenBy({ cooldownMs: 1_000 }, [stay(0, 2), stay(1, 2), stay(2, 9)])).toEqual([
      '1000 start zone.entered 1',
      '1200 end zone.entered 1 lost 200',
      '2000 start zone.entered 3',
      '2600 end zone.entered 3 lost 1200',
    ])
  })

  it('reports at most one of those who wait, each time', () => {
    expect(seenBy({ cooldownMs: 400 }, [stay(0, 11), stay(0, 11), stay(0, 11)]).slice(0, 3)).toEqual([
      '1000 start zone.entered 1',
      '1400 start zone.entered 2',
      '1800 start zone.entered 3',
    ])
  })

  it('is for each type alone', () => {
    const both = seenBy({ cooldownMs: 5_000 }, [stay(0, 7)], { report: ['entered', 'dwell'] })
    expect(both.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      '1000 start zone.entered',
      '2000 start zone.dwell',
      '2200 end zone.entered',
      '2200 end zone.dwell',
    ])
  })

  it('of instants drops those within it', () => {
    const exits = [stay(0, 1), stay(0, 1), stay(6, 7)].map((steps) =>
      steps.map((step) => (step === 'end' ? outside : step)),
    )
    const rule = seenBy({ cooldownMs: 900 }, exits, { report: ['exited'], inertiaMs: 0 })
    expect(rule).toEqual(['1000 pulse zone.exited 1 0', '2200 pulse zone.exited 3 0'])
  })

  it('forgets what a clock that was set back has seen', () => {
    const rule = reported(zoneRule({ ...zone, inertiaMs: 0 }), { cooldownMs: 60_000 })
    expect(findings(rule, scenes([100_000, 100_200], [inside, 'end']))).toHaveLength(2)
    expect(findings(rule, scenes([1_000], [inside]))).toEqual(['1000 start zone.entered 1'])
  })
})

describe('what is reported', () => {
  it('says how urgent it is, and where, when it begins', () => {
    const rule = reported(zoneRule(zone), { severity: 'high', zone: 'court' })
    const found = scenes([1_000, 1_200], [inside, 'end']).flatMap((scene) => rule.evaluate(scene))
    expect(found.map(({ phase, severity, zone }) => [phase, severity, zone])).toEqual([
      ['start', 'high', 'court'],
      ['end', undefined, undefined],
    ])
  })

  it('does not say that it is mere information', () => {
    expect(seenBy({ severity: 'info' }, [[inside]])).toEqual(['1000 start zone.entered 1'])
  })
})
