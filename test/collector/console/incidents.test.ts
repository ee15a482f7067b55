import { describe, expect, it } from 'vitest'
import { en } from '../../../collector/console/src/i18n/en.ts'
import { vi } from '../../../collector/console/src/i18n/vi.ts'
import { listIncidents, mergeIncident } from '../../../collector/console/src/incidents/merge-incident.ts'
import { isListed, parseIncidentsSearch, toIncidentQuery } from '../../../collector/console/src/incidents/search.ts'
import { entryWords, kindWord, stateWords } from '../../../collector/console/src/incidents/words.ts'
import type { IncidentRecord } from '../../../wire/incidents.ts'
import { translator } from './translator.ts'

const incident = (number: number, facts: Partial<IncidentRecord> = {}): IncidentRecord =>
  ({ id: `id-${number}`, number, startAt: number * 1_000, revision: 1, state: 'new', ...facts }) as IncidentRecord
const pages = (...lists: IncidentRecord[][]) => ({
  pages: lists.map((incidents, index) => ({ incidents, ...(index < lists.length - 1 && { nextCursor: 'x' }) })),
  pageParams: [],
})
const numbers = (data: ReturnType<typeof pages>) => listIncidents(data).map(({ number }) => number)

describe('mergeIncident', () => {
  const known = pages([incident(9), incident(7)], [incident(5)])

  it('puts a new one at its place by time, and one that is older than all at the end', () => {
    expect(numbers(mergeIncident(known, incident(10), true))).toEqual([10, 9, 7, 5])
    expect(numbers(mergeIncident(known, incident(6), true))).toEqual([9, 7, 6, 5])
    expect(numbers(mergeIncident(known, incident(1), true))).toEqual([9, 7, 5, 1])
    expect(numbers(mergeIncident(known, incident(10), false))).toEqual([9, 7, 5])
  })

  it('leaves what is older than all that was fetched to the next page', () => {
    const more = { ...known, pages: [{ incidents: [incident(9)], nextCursor: 'x' }] }
    expect(numbers(mergeIncident(more, incident(1), true))).toEqual([9])
  })

  it('replaces one by a later revision only, and takes away what no longer belongs', () => {
    const later = mergeIncident(known, incident(7, { revision: 3, owner: 'lan' }), true)
    expect(listIncidents(later)[1]?.owner).toBe('lan')
    expect(listIncidents(mergeIncident(later, incident(7, { revision: 2 }), true))[1]?.owner).toBe('lan')
    expect(numbers(mergeIncident(later, incident(7, { revision: 4, state: 'closed' }), false))).toEqual([9, 5])
  })
})

describe('which incidents are listed', () => {
  it('is read from any address, and asked of the collector', () => {
    const id = '01900000-0000-7000-8000-000000000001'
    expect(parseIncidentsSearch({ standing: 'closed', incident: id })).toEqual({ standing: 'closed', incident: id })
    expect(parseIncidentsSearch({ standing: 'open', incident: '../x', other: 1 })).toEqual({})
    expect(String(toIncidentQuery('mine', 'lan', 'c'))).toBe('limit=50&state=open&owner=lan&cursor=c')
    expect(String(toIncidentQuery('closed', 'lan'))).toBe('limit=50&state=closed')
  })

  it.each([
    ['open', 'new', undefined, true],
    ['open', 'closed', 'lan', false],
    ['mine', 'acknowledged', 'lan', true],
    ['mine', 'acknowledged', 'minh', false],
    ['mine', 'closed', 'lan', false],
    ['closed', 'closed', undefined, true],
  ] as const)('%s: one that is %s, of %s: %s', (standing, state, owner, is) => {
    expect(isListed(standing, 'lan', incident(1, { state, ...(owner !== undefined && { owner }) }))).toBe(is)
  })
})

describe('the words of incidents', () => {
  it.each([
    [vi, 'Xâm nhập', 'Đã đóng · Báo động giả', 'Giao cho minh'],
    [en, 'Intrusion', 'Closed · False alarm', 'Handed to minh'],
  ] as const)('say what it is, how it stands, and what was done', (dictionary, kind, state, entry) => {
    const t = translator(dictionary)
    expect(kindWord(t, 'intrusion')).toBe(kind)
    expect(kindWord(t, 'theft')).toBe('theft')
    expect(stateWords(t, { state: 'closed', reason: 'false-alarm' })).toBe(state)
    expect(entryWords(t, { n: 1, at: 1, what: 'owner', to: 'minh' })).toBe(entry)
    expect(entryWords(t, { n: 1, at: 1, what: 'state', to: 'closed: false-alarm' })).toBe(state)
  })
})
