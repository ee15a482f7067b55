import { describe, expect, it } from 'vitest'
import { branch, fromTheTop, refusal, timeZones } from '../../../collector/sites/tree.ts'
import type { SiteFacts, SiteKind } from '../../../wire/sites.ts'

const node = (id: string, kind: SiteKind, parent?: string, timeZone?: string) => ({
  id,
  kind,
  ...(parent !== undefined && { parent }),
  ...(timeZone !== undefined && { timeZone }),
})

const tree = [
  node('gate', 'site', 'ward-7'),
  node('market', 'site', 'lam-dong'),
  node('ward-7', 'ward', 'lam-dong'),
  node('ward-8', 'ward', 'lam-dong', 'Asia/Bangkok'),
  node('school', 'site', 'ward-8'),
  node('lam-dong', 'province', undefined, 'Asia/Ho_Chi_Minh'),
  node('alone', 'site'),
]

describe('branch', () => {
  it.each([
    ['lam-dong', ['gate', 'lam-dong', 'market', 'school', 'ward-7', 'ward-8']],
    ['ward-7', ['gate', 'ward-7']],
    ['gate', ['gate']],
    ['alone', ['alone']],
  ])('of %s holds it and everything in it', (id, ids) => {
    expect([...(branch(tree, id) ?? [])].sort()).toEqual(ids)
  })

  it('of a place that is not there is not empty but unknown', () => {
    expect(branch(tree, 'nowhere')).toBeUndefined()
  })
})

describe('timeZones', () => {
  it.each([
    ['gate', 'Asia/Ho_Chi_Minh'],
    ['school', 'Asia/Bangkok'],
    ['alone', undefined],
    ['nowhere', undefined],
  ])('of %s is %s', (id, zone) => {
    expect(timeZones(tree).get(id)).toBe(zone)
  })
})

describe('fromTheTop', () => {
  it('names a place before those in it', () => {
    const ids = fromTheTop(tree).map(({ id }) => id)
    for (const { id, parent } of tree) if (parent) expect(ids.indexOf(parent)).toBeLessThan(ids.indexOf(id))
  })
})

describe('refusal', () => {
  const facts = (over: Partial<SiteFacts>): SiteFacts => ({ kind: 'site', names: { vi: 'Cổng' }, ...over })

  it.each<[string, Partial<SiteFacts>, RegExp | undefined]>([
    ['new', { parent: 'ward-7' }, undefined],
    ['new', { parent: 'lam-dong', timeZone: 'Asia/Ho_Chi_Minh', latitude: 11.9, longitude: 108.4 }, undefined],
    ['new', { parent: 'nowhere' }, /no place "nowhere"; enter it first/],
    ['new', { parent: 'gate' }, /a site cannot lie in "gate", which is a site/],
    ['ward-7', { kind: 'ward', parent: 'ward-8' }, /a ward cannot lie in "ward-8"/],
    ['ward-7', { kind: 'ward', parent: 'ward-7' }, /a ward cannot lie in "ward-7"/],
    ['ward-7', { kind: 'site', parent: 'lam-dong' }, /"gate", a site, lies in it, so it cannot be a site/],
    ['lam-dong', { kind: 'province', parent: 'ward-7' }, /a province cannot lie in "ward-7"/],
    ['new', { timeZone: 'Asia/Hanoi' }, /"Asia\/Hanoi" is no IANA time zone/],
    ['new', { timeZone: '+07:00' }, /no IANA time zone/],
    ['new', { latitude: 11.9 }, /give both or neither/],
  ])('of %s as %j: %s', (id, over, reason) => {
    const answer = refusal(tree, id, facts(over))
    if (reason === undefined) expect(answer).toBeUndefined()
    else expect(answer).toMatch(reason)
  })
})
