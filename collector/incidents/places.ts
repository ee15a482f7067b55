import type { SiteRecord } from '../../wire/sites.ts'
import { branch, timeZones } from '../sites/tree.ts'
import type { Branches } from './rules.ts'

export type Places = Branches & {
  /** IANA name: its own, of a larger place, or the usual one. */
  timeZoneOf(site: string): string
}

/**
 * What grouping asks of the tree of sites, again and again.
 * @param list the same array while nothing has changed
 */
export function createPlaces(list: () => readonly SiteRecord[], usualTimeZone: string): Places {
  let known: readonly SiteRecord[] = []
  const branches = new Map<string, ReadonlySet<string> | undefined>()
  let zones: ReadonlyMap<string, string> = new Map()
  const current = (): readonly SiteRecord[] => {
    const sites = list()
    if (sites !== known) {
      branches.clear()
      zones = timeZones(sites)
      known = sites
    }
    return sites
  }
  return {
    branch(id) {
      const sites = current()
      if (!branches.has(id)) branches.set(id, branch(sites, id))
      return branches.get(id)
    },
    timeZoneOf(site) {
      current()
      return zones.get(site) ?? usualTimeZone
    },
  }
}
