import { describe, expect, it } from 'vitest'
import { changeOf, IncidentError } from '../../../collector/incidents/life-cycle.ts'
import { type IncidentRecord, type IncidentState, incidentStates } from '../../../wire/incidents.ts'

type Known = Parameters<typeof changeOf>[0]

const incident = (state: IncidentState, over: Partial<Known> = {}): Known => ({ number: 7, state, ...over })
const by = (known: Known, change: Parameters<typeof changeOf>[1]) => changeOf(known, change, 'lan', 1_000)

function codeOf(change: () => unknown): string | undefined {
  try {
    change()
    return undefined
  } catch (error) {
    return error instanceof IncidentError ? error.code : String(error)
  }
}

describe('the life of an incident', () => {
  it('goes forward, back from on hold, open again from closed, and never becomes new', () => {
    const possible: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
      new: ['new', 'acknowledged', 'in-progress', 'on-hold', 'closed'],
      acknowledged: ['acknowledged', 'in-progress', 'on-hold', 'closed'],
      'in-progress': ['acknowledged', 'in-progress', 'on-hold', 'closed'],
      'on-hold': ['acknowledged', 'in-progress', 'on-hold', 'closed'],
      closed: ['acknowledged', 'in-progress', 'closed'],
    }
    for (const from of incidentStates) {
      for (const to of incidentStates) {
        const code = codeOf(() => by(incident(from), { state: to, ...(to === 'closed' && { reason: 'real' }) }))
        expect(code, `${from} to ${to}`).toBe(possible[from].includes(to) ? undefined : 'invalid-transition')
      }
    }
  })

  it('is refused by name and in a sentence', () => {
    const refused: [known: Known, change: Parameters<typeof changeOf>[1], code: string, words: RegExp][] = [
      [incident('new'), { state: 'closed' }, 'reason-required', /incident 7, say why/],
      [incident('new'), { reason: 'real' }, 'invalid-incident', /only what is closed/],
      [incident('new'), { state: 'acknowledged', reason: 'real' }, 'invalid-incident', /only what is closed/],
      [
        incident('acknowledged'),
        { state: 'new' },
        'invalid-transition',
        /cannot become new; it can become in-progress/,
      ],
      [incident('closed', { reason: 'merged' }), { state: 'in-progress' }, 'invalid-transition', /merged into another/],
      [incident('closed', { reason: 'merged' }), { owner: 'minh' }, 'invalid-transition', /change that one/],
    ]
    for (const [known, change, code, words] of refused) {
      expect(
        codeOf(() => by(known, change)),
        JSON.stringify(change),
      ).toBe(code)
      expect(() => by(known, change)).toThrow(words)
    }
  })

  it('belongs to whoever takes it up, once, unless somebody else is named', () => {
    const table: [known: Known, change: Parameters<typeof changeOf>[1], changed: object][] = [
      [incident('new'), { state: 'acknowledged' }, { state: 'acknowledged', acknowledgedAt: 1_000, owner: 'lan' }],
      [incident('new'), { state: 'acknowledged', owner: 'minh' }, { acknowledgedAt: 1_000, owner: 'minh' }],
      [incident('new', { owner: 'hoa' }), { state: 'in-progress' }, { state: 'in-progress', acknowledgedAt: 1_000 }],
      [incident('acknowledged', { owner: 'lan', acknowledgedAt: 5 }), { owner: 'minh' }, { owner: 'minh' }],
      [incident('acknowledged', { owner: 'lan', acknowledgedAt: 5 }), { owner: null }, { owner: null }],
      [
        incident('new'),
        { state: 'closed', reason: 'test' },
        { state: 'closed', reason: 'test', closedAt: 1_000, acknowledgedAt: 1_000 },
      ],
      [
        incident('closed', { reason: 'real', acknowledgedAt: 5 }),
        { state: 'in-progress' },
        { state: 'in-progress', closedAt: null, reason: null },
      ],
      [incident('closed', { reason: 'real' }), { reason: 'false-alarm' }, { reason: 'false-alarm' }],
    ]
    for (const [known, change, changed] of table) {
      const result = by(known, change).changed
      expect(result, JSON.stringify([known, change])).toMatchObject(changed)
      if (known.acknowledgedAt !== undefined) expect(result).not.toHaveProperty('acknowledgedAt')
    }
    expect(by(incident('closed', { reason: 'real' }), { reason: 'real' }).entries).toEqual([])
  })

  it('leaves a trace of what was, and what is', () => {
    const known = incident('acknowledged', { owner: 'lan', acknowledgedAt: 5 } satisfies Partial<IncidentRecord>)
    expect(by(known, { state: 'closed', reason: 'real', owner: 'minh' }).entries).toEqual([
      { what: 'state', from: 'acknowledged', to: 'closed: real' },
      { what: 'owner', from: 'lan', to: 'minh' },
    ])
  })
})
