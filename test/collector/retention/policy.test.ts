import { describe, expect, it } from 'vitest'
import { RetentionConfig } from '../../../collector/retention/config.ts'
import { policyOf } from '../../../collector/retention/policy.ts'
import { checkConfig } from '../../../runtime/config.ts'

const tree = [
  { id: 'lam-dong' },
  { id: 'ward-7', parent: 'lam-dong' },
  { id: 'site-1', parent: 'ward-7' },
  { id: 'site-2', parent: 'ward-7' },
  { id: 'ward-8', parent: 'lam-dong' },
  { id: 'site-8', parent: 'ward-8' },
]
const policy = (keys: object, sites = tree) => policyOf(checkConfig(RetentionConfig, keys, 'test'), sites)
const branches = [
  { branch: 'lam-dong', clipDays: 20, eventDays: 100 },
  { branch: 'ward-7', clipDays: 7 },
  { branch: 'site-2', eventDays: 300 },
]

describe('how long what is kept', () => {
  const { periodOf, sweeps, scopeOf, unknown } = policy({ clipDays: 30, eventDays: 365, branches })

  it.each([
    ['site-1', 'clips', { days: 7, branch: 'ward-7' }],
    ['site-1', 'events', { days: 100, branch: 'lam-dong' }],
    ['site-2', 'events', { days: 300, branch: 'site-2' }],
    ['site-2', 'clips', { days: 7, branch: 'ward-7' }],
    ['site-8', 'clips', { days: 20, branch: 'lam-dong' }],
    ['site-8', 'snapshots', { days: 90, branch: '' }],
    ['never-entered', 'clips', { days: 30, branch: '' }],
  ] as const)('is said by the nearest place that says something: %s, %s', (site, dataClass, period) => {
    expect(periodOf(site, dataClass)).toEqual(period)
  })

  it('is swept once for each number of days, the shortest first', () => {
    expect(sweeps.filter((sweep) => sweep.class === 'clips').map(({ name }) => name)).toEqual([
      'clips/7',
      'clips/20',
      'clips/30',
    ])
    expect(sweeps.filter((sweep) => sweep.class === 'counts').map(({ days }) => days)).toEqual([1_825])
  })

  it('is looked at anew where a site moves, and nowhere else', () => {
    const moved = tree.map((site) => (site.id === 'site-1' ? { id: 'site-1', parent: 'ward-8' } : site))
    const after = policy({ clipDays: 30, eventDays: 365, branches }, moved)
    expect(after.scopeOf('clips')).not.toBe(scopeOf('clips'))
    expect(after.scopeOf('events')).toBe(scopeOf('events'))
    const more = policy({ clipDays: 30, eventDays: 365, branches }, [...tree, { id: 'da-nang' }])
    expect(more.scopeOf('clips')).toBe(scopeOf('clips'))
  })

  it('names branches that are no place, which hold for a site of that name', () => {
    expect(unknown).toEqual([])
    const other = policy({ branches: [{ branch: 'new-site', clipDays: 1 }] })
    expect(other.unknown).toEqual(['new-site'])
    expect(other.periodOf('new-site', 'clips').days).toBe(1)
  })
})
