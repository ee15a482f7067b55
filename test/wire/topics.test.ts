import { describe, expect, it } from 'vitest'
import { agentTopic, eventTopic, incidentTopic, isName, parseTopic } from '../../wire/topics.ts'

const identity = { site: 'ward-1', agent: 'box-7' }

describe('topics', () => {
  it('reads back what it writes', () => {
    expect(parseTopic(agentTopic(identity, 'birth'))).toEqual({ ...identity, kind: 'birth' })
    expect(parseTopic(eventTopic(identity, 'gate', 'line.crossed'))).toEqual({
      ...identity,
      kind: 'event',
      camera: 'gate',
      type: 'line.crossed',
    })
    const id = '01900000-0000-7000-8000-000000000001'
    expect(parseTopic(incidentTopic(identity, id))).toEqual({ ...identity, kind: 'incident', id })
    expect(parseTopic('watchpost/v1/collector/main/state')).toEqual({ kind: 'collector-state', collector: 'main' })
  })

  it.each([
    'watchpost/v2/ward-1/box-7/birth',
    'watchpost/v1/ward-1/box-7',
    'watchpost/v1/ward-1/box-7/birth/more',
    'watchpost/v1/ward-1/box-7/gossip',
    'watchpost/v1/Ward/box-7/birth',
    'watchpost/v1//box-7/birth',
    'watchpost/v1/ward-1/box-7/event/gate',
    'watchpost/v1/ward-1/box-7/incident',
    'watchpost/v1/ward-1/box-7/incident/a/b',
    'watchpost/v1/ward-1/box-7/event/gate/line.crossed/x',
    'watchpost/v1/ward-1/box-7/event/gate/Line',
    'watchpost/v1/ward-1/box-7/event/../line.crossed',
    'watchpost/v1/collector/main/birth',
    '',
  ])('refuses %s', (topic) => {
    expect(parseTopic(topic)).toBeUndefined()
  })

  it('takes names of lower-case letters, digits and inner hyphens, 48 at most', () => {
    expect(['a', 'gate-2', '7', 'a'.repeat(48)].every(isName)).toBe(true)
    expect(['', '-a', 'a-', 'Gate', 'gate_2', 'cổng', 'a'.repeat(49), '+', '#'].some(isName)).toBe(false)
  })
})
