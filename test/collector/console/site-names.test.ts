import { describe, expect, it } from 'vitest'
import { siteNames } from '../../../collector/console/src/sites/site-names.ts'

describe('names of sites', () => {
  const place = (id: string, names: Record<string, string>) => ({ id, kind: 'site' as const, names, version: 1 })
  const sites = [
    place('gate', { vi: 'Cổng chợ', en: 'Market gate' }),
    place('yard', { vi: 'Sân' }),
    place('pier', { fr: 'Quai' }),
  ]

  it('are in the language of whoever looks, else in one that there is', () => {
    expect([...siteNames(sites, 'en')]).toEqual([
      ['gate', 'Market gate'],
      ['yard', 'Sân'],
      ['pier', 'Quai'],
    ])
    expect(siteNames(sites, 'vi').get('gate')).toBe('Cổng chợ')
  })
})
