import { describe, expect, it } from 'vitest'
import {
  type EventFilters,
  filtersOf,
  isFiltered,
  matches,
  parseSearch,
  toQuery,
} from '../../../collector/console/src/events/filters.ts'
import { eventRecord } from './event-record.ts'

const now = 1_700_000_000_000

describe('parseSearch', () => {
  it('keeps every filter and the event that is shown', () => {
    const search = {
      camera: 'site-1/agent-1/gate',
      type: 'zone.entered',
      class: 'Human',
      rule: 'door',
      minScore: 0.7,
      range: '24h',
      event: 'e1',
    }
    expect(parseSearch(search)).toEqual(search)
  })

  it.each([
    ['an unknown key', { colour: 'red' }, {}],
    ['a range that is none', { range: 'toString' }, {}],
    ['a score beyond one', { minScore: 7 }, {}],
    ['a score that is no number', { minScore: 'high' }, {}],
    ['an empty text', { rule: '' }, {}],
    ['a list where one value is meant', { type: ['a', 'b'] }, {}],
    ['a rule that looks like a number', { rule: 12 }, { rule: '12' }],
  ])('copes with %s', (_, raw, expected) => {
    expect(parseSearch(raw)).toEqual(expected)
  })
})

describe('filtersOf', () => {
  it('leaves out which event is shown, which is no filter', () => {
    expect(filtersOf({ rule: 'door', event: 'e1' })).toEqual({ rule: 'door' })
    expect(isFiltered(filtersOf({ event: 'e1' }))).toBe(false)
    expect(isFiltered({ rule: 'door' })).toBe(true)
  })
})

describe('toQuery', () => {
  it('asks for everything without filters', () => {
    expect(toQuery({}, now).toString()).toBe('limit=50')
  })

  it('says site, agent and camera, the start of the range and the cursor', () => {
    const query = toQuery({ camera: 'site-1/agent-2/gate', minScore: 0.7, range: '1h' }, now, 'next')
    expect(Object.fromEntries(query)).toEqual({
      limit: '50',
      site: 'site-1',
      agent: 'agent-2',
      camera: 'gate',
      minScore: '0.7',
      from: String(now - 3_600_000),
      cursor: 'next',
    })
  })
})

describe('matches', () => {
  const event = eventRecord({ startAt: now - 7_200_000, class: 'Human', rule: 'door', score: 0.8 })

  it.each<[EventFilters, boolean]>([
    [{}, true],
    [{ camera: 'site-1/agent-1/gate' }, true],
    [{ camera: 'site-1/agent-2/gate' }, false],
    [{ type: 'line.crossed' }, false],
    [{ class: 'Human', rule: 'door' }, true],
    [{ class: 'Vehicle' }, false],
    [{ rule: 'gate' }, false],
    [{ minScore: 0.8 }, true],
    [{ minScore: 0.9 }, false],
    [{ range: '24h' }, true],
    [{ range: '1h' }, false],
  ])('under %j an event of two hours ago: %s', (filters, expected) => {
    expect(matches(filters, event, now)).toBe(expected)
  })

  it('counts an event without a score as the weakest', () => {
    expect(matches({ minScore: 0.5 }, eventRecord(), now)).toBe(false)
  })
})
