/** Config and tree of sites → how long what is kept where. Pure. */
import { createHash } from 'node:crypto'
import type { SiteRecord } from '../../wire/sites.ts'
import { type DataClass, dataClasses } from '../store/erasing.ts'
import type { RetentionConfig } from './config.ts'

/** Of one class at one site, and whose rule it is: a branch, or '' for what holds where none says otherwise. */
export type Period = { readonly days: number; readonly branch: string }

/** Sites where a class is kept equally long: they are swept together. */
export type Sweep = {
  readonly class: DataClass
  readonly days: number
  readonly name: string
}

export type Policy = {
  periodOf(site: string, dataClass: DataClass): Period
  /** One for each class and number of days, the shortest first. */
  readonly sweeps: readonly Sweep[]
  /** Another one whenever what a sweep has passed may have to be looked at again. */
  scopeOf(dataClass: DataClass): string
  /** Branches of the config that are in no tree: they stand for a site of that name alone. */
  readonly unknown: readonly string[]
}

export const dayMs = 86_400_000

const keys = {
  events: 'eventDays',
  counts: 'countDays',
  snapshots: 'snapshotDays',
  clips: 'clipDays',
  incidents: 'incidentDays',
} as const satisfies Record<DataClass, keyof RetentionConfig>

/** @throws nothing: a config that was checked fits */
export function policyOf(config: RetentionConfig, sites: readonly Pick<SiteRecord, 'id' | 'parent'>[]): Policy {
  const parents = new Map(sites.map(({ id, parent }) => [id, parent]))
  const { branches = [] } = config
  const rules = new Map(branches.map((rule) => [rule.branch, rule]))

  const periodOf = (site: string, dataClass: DataClass): Period => {
    const key = keys[dataClass]
    for (let place: string | undefined = site; place !== undefined; place = parents.get(place)) {
      const days = rules.get(place)?.[key]
      if (days !== undefined) return { days, branch: place }
    }
    return { days: config[key], branch: '' }
  }

  /** What is not as everywhere, one line for each site. */
  const exceptions = (dataClass: DataClass): string[] =>
    [...new Set([...parents.keys(), ...rules.keys()])]
      .map((site) => [site, periodOf(site, dataClass)] as const)
      .filter(([, { branch }]) => branch !== '')
      .map(([site, { days }]) => `${site} ${days}`)
      .sort()

  const daysOf = (dataClass: DataClass): number[] => {
    const key = keys[dataClass]
    const all = [config[key], ...branches.flatMap((rule) => rule[key] ?? [])]
    return [...new Set(all)].sort((a, b) => a - b)
  }

  return {
    periodOf,
    sweeps: dataClasses.flatMap((one) => daysOf(one).map((days) => ({ class: one, days, name: `${one}/${days}` }))),
    scopeOf: (dataClass) =>
      createHash('sha256')
        .update([config[keys[dataClass]], ...exceptions(dataClass)].join('\n'))
        .digest('hex')
        .slice(0, 16),
    unknown: [...rules.keys()].filter((branch) => !parents.has(branch)),
  }
}
