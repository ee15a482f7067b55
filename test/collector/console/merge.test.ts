import { describe, expect, it } from 'vitest'
import { isNewer, listEvents, mergeAgent, mergeEvent } from '../../../collector/console/src/feed/merge.ts'
import type { AgentRecord, EventRecord } from '../../../wire/rest.ts'
import { eventRecord } from './event-record.ts'

const at = (startAt: number, facts: Partial<EventRecord> = {}) => eventRecord({ id: `e${startAt}`, startAt, ...facts })

const twoPages = () => ({
  pages: [{ events: [at(50), at(40)], nextCursor: 'next' }, { events: [at(30), at(20)] }],
  pageParams: [undefined, 'next'],
})
const openEnded = () => ({ pages: [{ events: [at(50), at(40)], nextCursor: 'next' }], pageParams: [undefined] })
const ids = (data: ReturnType<typeof twoPages> | ReturnType<typeof openEnded>) => listEvents(data).map(({ id }) => id)

describe('mergeEvent', () => {
  it.each([
    ['the newest to the top', 60, ['e60', 'e50', 'e40', 'e30', 'e20']],
    ['one that was sent late to its place in time', 45, ['e50', 'e45', 'e40', 'e30', 'e20']],
    ['one between two pages to the later one', 35, ['e50', 'e40', 'e35', 'e30', 'e20']],
    ['the oldest to the end of the last page', 10, ['e50', 'e40', 'e30', 'e20', 'e10']],
  ])('puts %s', (_, startAt, expected) => {
    expect(ids(mergeEvent(twoPages(), at(startAt), true))).toEqual(expected)
  })

  it('leaves one that is older than everything fetched to the next page', () => {
    const data = openEnded()
    expect(mergeEvent(data, at(10), true)).toBe(data)
  })

  it('puts nothing in that the filters do not list', () => {
    const data = twoPages()
    expect(mergeEvent(data, at(60), false)).toBe(data)
  })

  it('replaces a listed event where it is, even when it would not be listed anew', () => {
    const merged = mergeEvent(twoPages(), at(30, { phase: 'end', endAt: 99, lastSeq: 2 }), false)
    expect(merged.pages[1]?.events[0]?.endAt).toBe(99)
    expect(ids(merged)).toEqual(['e50', 'e40', 'e30', 'e20'])
  })

  it('does not let an older message undo a newer one', () => {
    const ended = mergeEvent(twoPages(), at(50, { phase: 'end', endAt: 99, lastSeq: 2 }), true)
    expect(mergeEvent(ended, at(50), true)).toBe(ended)
  })

  it('lists two of the same millisecond with the later arrival first', () => {
    expect(ids(mergeEvent(openEnded(), at(50, { id: 'late' }), true))).toEqual(['late', 'e50', 'e40'])
  })
})

describe('isNewer', () => {
  it.each([
    ['a later sequence number', { lastSeq: 2 }, {}, true],
    ['an earlier one', {}, { lastSeq: 2 }, false],
    ['a later boot, whose numbers may be smaller', { boot: 2 }, { lastSeq: 9 }, true],
    ['an update after the end', { boot: 2, phase: 'update' }, { phase: 'end' }, false],
  ] as const)('judges %s', (_, next, known, expected) => {
    expect(isNewer(eventRecord(next), eventRecord(known))).toBe(expected)
  })
})

describe('listEvents', () => {
  it('lists an event once although two pages have it', () => {
    const data = { pages: [{ events: [at(50), at(40)] }, { events: [at(40), at(30)] }], pageParams: [] }
    expect(ids(data)).toEqual(['e50', 'e40', 'e30'])
  })
})

describe('mergeAgent', () => {
  const agent = (site: string, status: AgentRecord['status']): AgentRecord => {
    return { site, agent: 'agent-1', status, lastSeenAt: 1, cameras: [] }
  }

  it('replaces the agent of the same site and name, and adds one that is new', () => {
    const agents = mergeAgent([agent('a', 'online'), agent('b', 'online')], agent('b', 'silent'))
    expect(agents.map(({ status }) => status)).toEqual(['online', 'silent'])
    expect(mergeAgent(agents, agent('c', 'online'))).toHaveLength(3)
  })
})
