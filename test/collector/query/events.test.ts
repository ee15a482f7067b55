import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeCursor, type EventFilter } from '../../../collector/query/event-filter.ts'
import { openQuery } from '../../../collector/query/query.ts'
import { openStore, type Store } from '../../../collector/store/store.ts'
import type { EventMessage } from '../../../wire/event.ts'
import type { EventRecord } from '../../../wire/rest.ts'
import { event, temporaryFolder } from '../running.ts'

function openBoth() {
  const file = join(temporaryFolder(), 'collector.db')
  const store = openStore(file, { quarantineRows: 10 })
  return { store, events: openQuery(file, { startedAt: 0, silentAfterMs: 1 }).events }
}

function write(store: Store, messages: EventMessage[], site = 'site-1'): void {
  store.write(
    messages.map((message) => ({ kind: 'event', site, agent: message.agent, topic: 't', receivedAt: 1, message })),
  )
}

describe('pages of events', () => {
  it('hold every event once while new ones arrive in between', () => {
    const { store, events } = openBoth()
    // Ten events share each instant, so that pages end in the middle of one.
    const old = Array.from({ length: 95 }, (_, index) => event(index + 1, { at: 1_000 + Math.floor(index / 10) }))
    write(store, old)
    const seen: string[] = []
    let cursor: string | undefined
    let number = 1_000
    do {
      const page = events.page({}, 7, cursor)
      seen.push(...(page?.events ?? []).map(({ id }) => id))
      cursor = page?.nextCursor
      write(store, [event(++number, { at: 5_000 }), event(++number, { at: 5_001 })])
    } while (cursor !== undefined)
    expect(seen).toHaveLength(95)
    expect(new Set(seen)).toEqual(new Set(old.map(({ id }) => id)))
  })

  it('come newest first and end without a cursor', () => {
    const { store, events } = openBoth()
    write(store, [event(2), event(1), event(3)])
    const page = events.page({}, 3)
    expect(page?.events.map(({ firstSeq }) => firstSeq)).toEqual([3, 2, 1])
    expect(page).not.toHaveProperty('nextCursor')
  })

  it.each(['', 'x', '!!!', Buffer.from('1').toString('base64url'), Buffer.from('1.2.3').toString('base64url')])(
    'do not begin at the cursor %j',
    (cursor) => expect(decodeCursor(cursor)).toBeUndefined(),
  )
})

describe('filters of events', () => {
  const cameras = ['gate', 'yard', 'dock']
  const types = ['zone.entered', 'line.crossed']
  const classes = ['Human', 'Vehicle', 'Animal', undefined]
  const messages = Array.from({ length: 400 }, (_, index) => {
    const cls = classes[index % 4]
    const { rule: _rule, object: _object, ...plain } = event(index + 1)
    return {
      ...plain,
      agent: `agent-${index % 5}`,
      camera: cameras[index % 3] ?? '',
      type: types[index % 2] ?? '',
      phase: index % 7 === 0 ? ('start' as const) : ('pulse' as const),
      ...(index % 11 !== 0 && { rule: `rule-${index % 6}` }),
      ...(cls !== undefined && {
        object: {
          track: 1,
          class: cls,
          label: 'x',
          score: (index % 10) / 10,
          box: [0, 0, 1, 1] as [number, number, number, number],
        },
      }),
    }
  })

  const expected = (filter: EventFilter, record: EventRecord): boolean =>
    (filter.site === undefined || record.site === filter.site) &&
    (filter.sites === undefined || filter.sites.has(record.site)) &&
    (filter.agent === undefined || record.agent === filter.agent) &&
    (filter.camera === undefined || record.camera === filter.camera) &&
    (filter.type === undefined || record.type === filter.type) &&
    (filter.class === undefined || record.class === filter.class) &&
    (filter.rule === undefined || record.rule === filter.rule) &&
    (filter.minScore === undefined || (record.score ?? -1) >= filter.minScore) &&
    (filter.from === undefined || record.startAt >= filter.from) &&
    (filter.to === undefined || record.startAt < filter.to) &&
    (filter.open === undefined || (record.endAt === undefined) === filter.open)

  const values: { [K in keyof EventFilter]-?: EventFilter[K][] } = {
    site: [undefined, 'site-1', 'site-2', 'nowhere'],
    sites: [undefined, new Set(['site-2', 'site-9'])],
    agent: [undefined, 'agent-2'],
    camera: [undefined, 'yard', 'nowhere'],
    type: [undefined, 'line.crossed'],
    class: [undefined, 'Animal'],
    rule: [undefined, 'rule-3'],
    minScore: [undefined, 0.5],
    from: [undefined, event(100).at],
    to: [undefined, event(300).at],
    open: [undefined, true, false],
  }

  function* combinations(keys = Object.keys(values) as (keyof EventFilter)[]): Generator<EventFilter> {
    const [key, ...rest] = keys
    if (key === undefined) {
      yield {}
      return
    }
    for (const filter of combinations(rest)) {
      for (const value of values[key]) yield value === undefined ? filter : { ...filter, [key]: value }
    }
  }

  it('find the same through any index as a look at every event, in every combination', () => {
    const both = openBoth()
    write(both.store, messages.slice(0, 250))
    write(both.store, messages.slice(250), 'site-2')
    const all = [...(both.events.page({}, 400)?.events ?? [])]
    expect(all).toHaveLength(400)
    let found = 0
    for (const filter of combinations()) {
      const page = both.events.page(filter, 400)
      const wanted = all.filter((record) => expected(filter, record))
      if (page?.events.length !== wanted.length) expect(page?.events, JSON.stringify(filter)).toEqual(wanted)
      expect(page?.events[0]?.id).toBe(wanted[0]?.id)
      expect(page?.events.at(-1)?.id).toBe(wanted.at(-1)?.id)
      found += wanted.length
    }
    expect(found).toBeGreaterThan(1_000)
  })
})
