import { describe, expect, it } from 'vitest'
import {
  addressGroup,
  addressRule,
  afterFailure,
  type Failures,
  personRule,
} from '../../../collector/access/lockout.ts'
import { passwordFault } from '../../../collector/access/password-rules.ts'
import { isWithin, placesFor, rightsOf } from '../../../collector/access/rights.ts'

describe('a password', () => {
  it('is taken for its length, and not when it is tried first', () => {
    const faults: [password: string, fault: string | undefined][] = [
      ['chợ sớm bên hồ', undefined],
      ['x9!kQ2#vB7$m', undefined],
      ['x9!kQ2#vB7$', 'short'],
      ['ợ'.repeat(300), 'long'],
      ['lan.anh is my name', 'name'],
      ['abababababababab', 'plain'],
      ['matkhau123456', 'common'],
      ['Password 2026!', 'common'],
      ['qwertyuiopas', 'common'],
      ['123456789012', 'common'],
    ]
    for (const [password, fault] of faults)
      expect([password, passwordFault(password, 'lan.anh')]).toEqual([password, fault])
  })
})

describe('failures to log in', () => {
  const blocks = (rule: typeof personRule, times: number): number[] => {
    let known: Failures | undefined
    return Array.from({ length: times }, () => {
      known = afterFailure(known, 0, rule)
      return known.blockedUntil / 1_000
    })
  }

  it('cost nothing at first, then twice as much each time, up to a limit', () => {
    expect(blocks(personRule, 12)).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900])
    expect(blocks(addressRule, 200).at(-1)).toBe(3_600)
  })

  it('are forgotten after a day', () => {
    const known = { count: 9, lastAt: 0, blockedUntil: 900_000 }
    expect(afterFailure(known, 24 * 3_600_000, personRule)).toMatchObject({ count: 1, blockedUntil: 24 * 3_600_000 })
  })

  it('of one household count together', () => {
    const groups = ['192.0.2.7', '::ffff:192.0.2.7', '2001:DB8:0:1:a::1', '2001:db8::1:2:3:4:5', '::1', 'fe80::1%eth0']
    expect(groups.map(addressGroup)).toEqual([
      ...['192.0.2.7', '192.0.2.7', '2001:db8:0:1::/64', '2001:db8:0:1::/64', '0:0:0:0::/64', 'fe80:0:0:0::/64'],
    ])
  })
})

describe('rights by branch', () => {
  const branches: Record<string, string[]> = {
    'lam-dong': ['lam-dong', 'ward-7', 'site-1'],
    'ward-7': ['ward-7', 'site-1'],
  }
  const branchOf = (id: string) => (branches[id] === undefined ? undefined : new Set(branches[id]))

  it('add up, and a site that nobody has entered is its own branch', () => {
    const rights = rightsOf([
      { role: 'viewer', branch: 'ward-7' },
      { role: 'technician', branch: 'site-9' },
    ])
    expect(placesFor(rights, 'events:read', branchOf)).toEqual(new Set(['ward-7', 'site-1', 'site-9']))
    expect(placesFor(rights, 'sites:write', branchOf)).toEqual(new Set(['site-9']))
    expect(placesFor(rights, 'people:manage', branchOf)).toBeUndefined()
    expect(placesFor(rightsOf([{ role: 'viewer' }]), 'events:read', branchOf)).toBe('everywhere')
    expect(placesFor(rightsOf([]), 'events:read', branchOf)).toBeUndefined()
  })

  it('in a branch are not rights everywhere', () => {
    expect(isWithin(undefined, new Set(['ward-7']))).toBe(false)
    expect(isWithin(undefined, 'everywhere')).toBe(true)
  })
})
