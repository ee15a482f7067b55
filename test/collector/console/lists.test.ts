import { describe, expect, it } from 'vitest'
import { fleetRows } from '../../../collector/console/src/agents/fleet-rows.ts'
import { agentStanding, cameraStanding } from '../../../collector/console/src/agents/status.ts'
import { cameraOptions, ruleOptions } from '../../../collector/console/src/events/filter-options.ts'
import { keyTarget } from '../../../collector/console/src/events/key-target.ts'
import type { AgentRecord, CameraRecord } from '../../../wire/rest.ts'

const camera = (name: string, facts: Partial<CameraRecord> = {}): CameraRecord => ({
  camera: name,
  name: '',
  source: '',
  status: 'live',
  fpsAsked: 5,
  rules: [],
  ...facts,
})
const agent = (site: string, name: string, cameras: CameraRecord[], facts: Partial<AgentRecord> = {}): AgentRecord => ({
  site,
  agent: name,
  status: 'online',
  lastSeenAt: 1_000,
  cameras,
  ...facts,
})
const rule = (name: string) => ({ name, type: 'zone' as const, points: [] })

describe('cameraStanding', () => {
  const silent = camera('gate', { status: 'silent' })

  it('says since when a camera is as it is', () => {
    const live = camera('gate', { since: 500 })
    expect(cameraStanding(live, agent('a', '1', [live]), true)).toMatchObject({ shape: 'alive', since: 500 })
  })

  it('counts silence from when the agent was last heard', () => {
    expect(cameraStanding(silent, agent('a', '1', [silent]), true)).toMatchObject({ shape: 'silent', since: 1_000 })
  })

  it('calls nothing alive while this page hears nothing', () => {
    const live = camera('gate')
    const of = agent('a', '1', [live])
    expect([cameraStanding(live, of, false).shape, agentStanding(of, false).shape]).toEqual(['unknown', 'unknown'])
  })
})

describe('fleetRows', () => {
  it('lists agents by site and name, each before its cameras', () => {
    const rows = fleetRows([
      agent('b', '1', [camera('y'), camera('x')]),
      agent('a', '2', []),
      agent('a', '1', [camera('x')]),
    ])
    expect(rows.map(({ key }) => key)).toEqual(['a/1', 'a/1/x', 'a/2', 'b/1', 'b/1/y', 'b/1/x'])
  })
})

describe('the choices of the filters', () => {
  const agents = [
    agent('b', '1', [camera('x', { name: 'Gate', rules: [rule('door')] })]),
    agent('a', '1', [camera('x', { rules: [rule('door'), rule('aisle')] })]),
  ]

  it('are all cameras by site, by what people call them', () => {
    expect(cameraOptions(agents)).toEqual([
      { value: 'a/1/x', label: 'x', note: 'a' },
      { value: 'b/1/x', label: 'Gate', note: 'b' },
    ])
  })

  it('are the rules of the chosen camera, or of all, each name once', () => {
    expect(ruleOptions(agents, undefined).map(({ value }) => value)).toEqual(['aisle', 'door'])
    expect(ruleOptions(agents, 'b/1/x').map(({ value }) => value)).toEqual(['door'])
  })
})

describe('keyTarget', () => {
  const events = [{ id: 'new' }, { id: 'middle' }, { id: 'old' }]

  it.each([
    ['j', 'new', 'middle'],
    ['ArrowDown', 'middle', 'old'],
    ['j', 'old', 'old'],
    ['k', 'middle', 'new'],
    ['ArrowUp', 'new', 'new'],
    ['Home', 'old', 'new'],
    ['j', undefined, 'new'],
    ['j', 'one that is no longer listed', 'new'],
    ['x', 'new', undefined],
  ])('%s at %s goes to %s', (key, shown, expected) => {
    expect(keyTarget(key, events, shown)).toBe(expected)
  })

  it('goes nowhere in an empty list', () => {
    expect(keyTarget('j', [], undefined)).toBeUndefined()
  })
})
