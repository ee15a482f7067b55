import { describe, expect, it } from 'vitest'
import {
  clockState,
  lossesByCause,
  missingState,
  oldestWaitingAt,
  rangesText,
} from '../../../collector/console/src/agents/delivery.ts'
import { agentWarnings } from '../../../collector/console/src/agents/warnings.ts'
import { vi } from '../../../collector/console/src/i18n/vi.ts'
import type { AgentRecord, DeliveryRecord } from '../../../wire/rest.ts'
import { translator } from './translator.ts'

const delivery = (facts: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  stored: 0,
  duplicates: 0,
  quarantined: 0,
  filled: 0,
  missing: 0,
  declared: 0,
  gaps: [],
  losses: [],
  ...facts,
})
const agent = (facts: Partial<AgentRecord> = {}): AgentRecord => ({
  site: 'site-1',
  agent: 'agent-1',
  status: 'online',
  lastSeenAt: 1_000,
  cameras: [],
  ...facts,
})

describe('missingState', () => {
  it.each<[string, Partial<AgentRecord>, number]>([
    ['none', { outboxDepth: 5 }, 0],
    ['waiting', { outboxDepth: 5 }, 5],
    ['unexplained', { outboxDepth: 4 }, 5],
    ['unexplained', {}, 5],
    ['unheard', { status: 'offline', outboxDepth: 5 }, 5],
    ['unheard', { status: 'silent' }, 5],
  ])('is %s of %j of which %i are missing', (expected, facts, missing) => {
    expect(missingState(agent({ ...facts, delivery: delivery({ missing }) }))).toBe(expected)
  })

  it('is none of an agent of which no message is known', () => {
    expect(missingState(agent())).toBe('none')
  })
})

describe('clockState', () => {
  it.each([
    [0, 'fits'],
    [1_999, 'fits'],
    [-1_999, 'fits'],
    [2_000, 'fast'],
    [-2_000, 'slow'],
  ])('of an offset of %i ms', (offsetMs, expected) => {
    expect(clockState(offsetMs)).toBe(expected)
  })
})

describe('oldestWaitingAt', () => {
  const waiting = { outboxDepth: 1, outboxOldestAt: 10_000 }

  it('is told by our clock, however wrong that of the agent is', () => {
    expect(oldestWaitingAt(agent({ ...waiting, delivery: delivery({ clockOffsetMs: 4_000 }) }))).toBe(6_000)
    expect(oldestWaitingAt(agent(waiting))).toBe(10_000)
  })

  it('is not said when nothing waits', () => {
    expect(oldestWaitingAt(agent({ ...waiting, outboxDepth: 0 }))).toBeUndefined()
    expect(oldestWaitingAt(agent({ outboxDepth: 1 }))).toBeUndefined()
  })
})

describe('what is lost', () => {
  it('is told by cause, that of the newest first', () => {
    const losses = [
      { cause: 'disk', from: 1, to: 2 },
      { cause: 'damaged', from: 3, to: 3 },
      { cause: 'invalid', from: 5, to: 5 },
      { cause: 'disk', from: 7, to: 9 },
    ]
    expect(lossesByCause(losses)).toEqual([
      {
        cause: 'disk',
        ranges: [
          [1, 2],
          [7, 9],
        ],
      },
      { cause: 'invalid', ranges: [[5, 5]] },
      { cause: 'damaged', ranges: [[3, 3]] },
    ])
  })

  it('is told by its newest numbers', () => {
    const ranges = [1, 3, 5, 7].map((from): [number, number] => [from, from + (from === 7 ? 2 : 0)])
    expect(rangesText(ranges, String)).toBe('…, 3, 5, 7–9')
    expect(rangesText(ranges.slice(0, 2), String)).toBe('1, 3')
  })
})

describe('agentWarnings', () => {
  const warnings = (facts: Partial<AgentRecord>) => agentWarnings(translator(vi), agent(facts))
  const troubled = { alarms: ['duplicate-identity'], outboxFailure: 'disk is full' }

  it('tell of two agents with one name, and of a disk that cannot be written, in words', () => {
    expect(warnings(troubled).map(({ title }) => title)).toEqual([
      'Có hai trạm biên cùng dùng tên site-1 / agent-1.',
      'Trạm biên không ghi được sự kiện vào ổ đĩa.',
    ])
    expect(warnings(troubled)[1]?.detail).toBe('disk is full')
  })

  it('tell of an alarm that is newer than this page', () => {
    expect(warnings({ alarms: ['lid-open'] })[0]?.title).toBe('Trạm biên báo động với mã lid-open.')
  })

  it('are none of an agent that is well, or that cannot say whether it still is unwell', () => {
    expect(warnings({})).toEqual([])
    expect(warnings({ ...troubled, status: 'offline' })).toEqual([])
    expect(warnings({ ...troubled, status: 'silent' })).toHaveLength(2)
  })
})
