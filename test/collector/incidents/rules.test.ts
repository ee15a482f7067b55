import { describe, expect, it } from 'vitest'
import { checkIncidentsConfig } from '../../../collector/incidents/check-config.ts'
import { createChecklists } from '../../../collector/incidents/checklists.ts'
import { type IncidentRuleConfig, IncidentsConfig } from '../../../collector/incidents/config.ts'
import { type Candidate, decide, type Moment, momentOf } from '../../../collector/incidents/grouping.ts'
import { createPlaces } from '../../../collector/incidents/places.ts'
import { isQuiet } from '../../../collector/incidents/quiet-hours.ts'
import {
  createSieve,
  escalated,
  groupKey,
  incidentRules,
  ruleFor,
  urgencyOf,
} from '../../../collector/incidents/rules.ts'
import { beginRecord } from '../../../collector/store/fold.ts'
import { checkConfig } from '../../../runtime/config.ts'
import type { EventMessage } from '../../../wire/event.ts'
import type { EventRecord } from '../../../wire/rest.ts'
import { event } from '../running.ts'

const config = (keys: object) => checkConfig(IncidentsConfig, keys, 'collector.yaml')
const anywhere = createPlaces(() => [], 'Asia/Ho_Chi_Minh')
const minute = 60_000

function record(over: Partial<EventMessage> = {}, receivedAt?: number): EventRecord {
  const message = event(1, over)
  return beginRecord('site-1', message, receivedAt ?? message.at + 200)
}

describe('without any config', () => {
  const rules = incidentRules(config({}))
  const sieve = createSieve(rules)
  const table: [over: Partial<EventMessage>, kind: string | undefined][] = [
    [{ type: 'line.crossed' }, undefined],
    [{ type: 'zone.entered' }, undefined],
    [{ type: 'zone.dwell', severity: 'low' }, undefined],
    [{ type: 'count.interval' }, undefined],
    [{ type: 'speed.measured' }, undefined],
    [{ type: 'zone.intruded', severity: 'high' }, 'intrusion'],
    [{ type: 'zone.intruded' }, 'intrusion'],
    [{ type: 'direction.wrong' }, 'wrong-way'],
    [{ type: 'object.left' }, 'left-object'],
    [{ type: 'camera.offline', severity: 'high' }, 'camera-fault'],
    [{ type: 'camera.covered', severity: 'high' }, 'tampering'],
    [{ type: 'outbox.lost' }, 'agent-fault'],
    [{ type: 'zone.entered', severity: 'medium' }, 'urgent'],
    [{ type: 'newer.thing', severity: 'critical' }, 'urgent'],
  ]

  it('alarms, faults and what is urgent are incidents; what only counts or passes is not', () => {
    for (const [over, kind] of table) {
      const found = record(over)
      expect(ruleFor(rules, found, anywhere)?.kind, found.type).toBe(kind)
      if (kind !== undefined) expect(sieve(found.type, over.severity !== undefined), found.type).toBe(true)
    }
    expect(sieve('line.crossed', false)).toBe(false)
  })

  it('every kind that has a checklist has one in both languages, and own ones replace it', () => {
    const steps = createChecklists(config({}))('intrusion')
    expect(steps.map(({ step, texts }) => [step, Object.keys(texts)])).toContainEqual(['look', ['vi', 'en']])
    const own = { kind: 'intrusion', steps: [{ step: 'run', vi: 'Chạy', en: 'Run' }] }
    expect(createChecklists(config({ checklists: [own] }))('intrusion')).toEqual([
      { step: 'run', texts: { vi: 'Chạy', en: 'Run' } },
    ])
    expect(createChecklists(config({}))('unheard-of')).toEqual([])
  })
})

describe('rules of a config', () => {
  const ruleOf = (keys: Partial<IncidentRuleConfig>) => {
    const [rule] = incidentRules(config({ builtInRules: false, rules: [{ name: 'own', ...keys }] }))
    if (rule === undefined) throw new Error('no rule')
    return rule
  }

  it('come before the built-in ones, replace one of the same name, and must not share a name', () => {
    const names = incidentRules(config({ rules: [{ name: 'urgent' }, { name: 'school' }] })).map(({ name }) => name)
    expect(names.slice(0, 2)).toEqual(['urgent', 'school'])
    expect(names.filter((name) => name === 'urgent')).toHaveLength(1)
    expect(() => checkIncidentsConfig(config({ rules: [{ name: 'a' }, { name: 'a' }] }))).toThrow(/two of the name a/)
    expect(() => checkIncidentsConfig(config({ timeZone: 'Mars/Base' }))).toThrow(/"Mars\/Base" is no IANA time zone/)
  })

  it('take events by type, rule, class, severity and branch', () => {
    const sites = createPlaces(
      () => [
        { id: 'ward-7', kind: 'ward', names: { vi: 'Phường 7' }, version: 1 },
        { id: 'site-1', kind: 'site', parent: 'ward-7', names: { vi: 'Chợ' }, version: 1 },
      ],
      'UTC',
    )
    const table: [keys: Partial<IncidentRuleConfig>, isTaken: boolean][] = [
      [{}, true],
      [{ types: ['zone.entered', 'x'] }, true],
      [{ types: ['line.crossed'] }, false],
      [{ eventRules: ['yard'] }, true],
      [{ eventRules: ['gate'] }, false],
      [{ classes: ['Human'] }, true],
      [{ classes: ['Vehicle'] }, false],
      [{ minSeverity: 'low' }, false],
      [{ branches: ['ward-7'] }, true],
      [{ branches: ['ward-8'] }, false],
    ]
    for (const [keys, isTaken] of table)
      expect(ruleFor([ruleOf(keys)], record(), sites) !== undefined, JSON.stringify(keys)).toBe(isTaken)
  })

  it('say what is one matter: place, and what must be the same', () => {
    const here = record()
    const other = { ...here, camera: 'yard', type: 'zone.dwell', rule: 'other' }
    const isOne = (keys: Partial<IncidentRuleConfig>, change: Partial<EventRecord>): boolean =>
      groupKey(ruleOf(keys), here) === groupKey(ruleOf(keys), { ...here, ...change })
    expect(isOne({}, { type: 'zone.dwell', rule: 'other' })).toBe(true)
    expect(isOne({}, { camera: 'yard' })).toBe(false)
    expect(isOne({ groupBy: 'agent' }, other)).toBe(true)
    expect(isOne({ groupBy: 'agent' }, { agent: 'agent-2' })).toBe(false)
    expect(isOne({ groupBy: 'site' }, { ...other, agent: 'agent-2' })).toBe(true)
    expect(isOne({ same: 'type' }, { rule: 'other' })).toBe(true)
    expect(isOne({ same: 'type' }, { type: 'zone.dwell' })).toBe(false)
    expect(isOne({ same: 'rule' }, { rule: 'other' })).toBe(false)
  })

  it('become more urgent with the worst event and with many, and less in quiet hours, but never when critical', () => {
    const night: Partial<IncidentRuleConfig> = {
      severity: 'medium',
      quietHours: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '22:00', to: '06:00' }],
    }
    const midnight = Date.parse('2026-03-02T17:00:00Z')
    const urgency = (keys: Partial<IncidentRuleConfig>, severity: EventRecord['severity'], at: number) =>
      urgencyOf(ruleOf(keys), { ...record(), ...(severity !== undefined && { severity }) }, 'Asia/Ho_Chi_Minh', at)
    const noon = midnight + 12 * 60 * minute
    expect(urgency(night, 'high', noon)).toEqual({ severity: 'high', isDropped: false })
    expect(urgency(night, undefined, noon)).toEqual({ severity: 'medium', isDropped: false })
    expect(urgency(night, 'high', midnight)).toEqual({ severity: 'high', isDropped: true })
    expect(urgency(night, 'critical', midnight)).toEqual({ severity: 'critical', isDropped: false })
    const lowered = { ...night, inQuietHours: 'lower' } as const
    expect(urgency(lowered, 'high', midnight)).toEqual({ severity: 'low', isDropped: false })
    expect([4, 5].map((events) => escalated(ruleOf({ escalateAfter: 5 }), events))).toEqual(['info', 'high'])
  })

  it('keep quiet by the clock of the place, into the next morning', () => {
    const window = { days: ['sat' as const], from: '22:00', to: '06:00' }
    const table: [at: string, zone: string, isIn: boolean][] = [
      ['2026-03-07T21:59:00+07:00', 'Asia/Ho_Chi_Minh', false],
      ['2026-03-07T22:00:00+07:00', 'Asia/Ho_Chi_Minh', true],
      ['2026-03-08T05:59:00+07:00', 'Asia/Ho_Chi_Minh', true],
      ['2026-03-08T06:00:00+07:00', 'Asia/Ho_Chi_Minh', false],
      ['2026-03-08T22:30:00+07:00', 'Asia/Ho_Chi_Minh', false],
      ['2026-03-07T22:00:00+07:00', 'Europe/Paris', false],
    ]
    for (const [at, zone, isIn] of table) expect(isQuiet([window], zone, Date.parse(at)), `${at} ${zone}`).toBe(isIn)
    const noon = { days: ['sat' as const], from: '11:00', to: '24:00' }
    expect(isQuiet([noon], 'UTC', Date.parse('2026-03-07T23:59:00Z'))).toBe(true)
    expect(isQuiet([], 'UTC', 0)).toBe(false)
  })
})

describe('an event goes', () => {
  const rule = { gapMs: 2 * minute, maxMs: 60 * minute, suppressMs: 10 * minute }
  const t = 1_700_000_000_000
  const live = (at: number, over: Partial<Moment> = {}): Moment => ({
    at,
    endAt: at,
    isLate: false,
    receivedAt: at + 100,
    ...over,
  })
  const late = (at: number): Moment => live(at, { isLate: true, receivedAt: at + 600 * minute })
  const open = (n: number, over: Partial<Candidate> = {}): Candidate => ({
    n,
    isClosed: false,
    isFalseAlarm: false,
    startAt: t,
    until: t + minute,
    closedAt: undefined,
    ...over,
  })
  const closed = (n: number, closedAt: number, over: Partial<Candidate> = {}): Candidate =>
    open(n, { isClosed: true, closedAt, ...over })
  const falseAlarm = (n: number, closedAt: number) => closed(n, closedAt, { isFalseAlarm: true })
  const lasting = { until: Number.POSITIVE_INFINITY }

  const table: [title: string, moment: Moment, candidates: Candidate[], isDropped: boolean, decision: object][] = [
    ['nothing there', live(t), [], false, { kind: 'open' }],
    ['quiet hours', live(t), [], true, { kind: 'drop' }],
    ['within the gap', live(t + 3 * minute), [open(1)], false, { kind: 'join', n: 1 }],
    ['an open one is joined in quiet hours too', live(t + 3 * minute), [open(1)], true, { kind: 'join', n: 1 }],
    ['after the gap', live(t + 4 * minute), [open(1)], false, { kind: 'open' }],
    ['long after, while one lasts', live(t + 40 * minute), [open(1, lasting)], false, { kind: 'join', n: 1 }],
    ['one lasts, but too long', live(t + 61 * minute), [open(1, lasting)], false, { kind: 'open' }],
    ['the newer of two', live(t + 2 * minute), [open(1), open(2)], false, { kind: 'join', n: 2 }],
    ['a little before', live(t - minute), [open(1)], false, { kind: 'join', n: 1 }],
    ['long before', live(t - 3 * minute), [open(1)], false, { kind: 'open' }],
    ['after it was closed', live(t + 2 * minute), [closed(1, t + 90_000)], false, { kind: 'open' }],
    ['from before it was closed', live(t + minute), [closed(1, t + 90_000)], false, { kind: 'join', n: 1 }],
    ['after a false alarm', live(t + 9 * minute), [falseAlarm(1, t + 2 * minute)], false, { kind: 'suppress', n: 1 }],
    ['long after a false alarm', live(t + 13 * minute), [falseAlarm(1, t + 2 * minute)], false, { kind: 'open' }],
    [
      'an open one before a false alarm',
      live(t + 2 * minute),
      [falseAlarm(1, t + minute), open(2)],
      false,
      { kind: 'join', n: 2 },
    ],
    [
      'history into what was closed',
      late(t + 2 * minute),
      [closed(1, t + 300 * minute)],
      false,
      { kind: 'join', n: 1 },
    ],
    ['history, into nothing', late(t + 9 * minute), [closed(1, t + 300 * minute)], false, { kind: 'open' }],
    ['history after a false alarm', late(t + 9 * minute), [falseAlarm(1, t + 2 * minute)], false, { kind: 'open' }],
  ]
  it('to the incident that it continues, into history, aside, or opens one', () => {
    for (const [title, moment, candidates, isDropped, decision] of table)
      expect(decide(rule, moment, candidates, isDropped), title).toEqual(decision)
  })

  it('where a clock that cannot be right put it: when it came', () => {
    const at = 1_700_000_000_000
    expect(momentOf(record({ at, phase: 'pulse' }, at + 100))).toMatchObject({ at, endAt: at, isLate: false })
    expect(momentOf(record({ at }, at - 3_600_000))).toMatchObject({ at: at - 3_600_000, isLate: false })
    expect(momentOf(record({ at: 5_000, clock: 'none' }, at))).toMatchObject({ at, isLate: false })
    expect(momentOf(record({ at }, at + 120_000))).toMatchObject({ at, isLate: true })
    expect(momentOf(record({ at, phase: 'start' }, at)).endAt).toBeUndefined()
  })
})
