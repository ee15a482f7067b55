/** Which rule takes an event, and what it is one matter with. Pure. */
import type { Severity } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'
import { builtInRules } from './built-in-rules.ts'
import type { IncidentRuleConfig, IncidentsConfig } from './config.ts'
import { isQuiet } from './quiet-hours.ts'

export type IncidentRule = IncidentRuleConfig & { readonly kind: string }

const ranks: Readonly<Record<Severity, number>> = { info: 0, low: 1, medium: 2, high: 3, critical: 4 }

export const rank = (severity: Severity | undefined): number => ranks[severity ?? 'info']

/** The severity of a rank. */
export function severityOf(wanted: number): Severity {
  return (Object.keys(ranks) as Severity[]).find((severity) => ranks[severity] === wanted) ?? 'info'
}

/** Own rules before the built-in ones; one of the same name is replaced. */
export function incidentRules({ builtInRules: isBuiltIn, rules: own = [] }: IncidentsConfig): IncidentRule[] {
  const names = new Set(own.map(({ name }) => name))
  const others = isBuiltIn ? builtInRules.filter(({ name }) => !names.has(name)) : []
  return [...own, ...others].map((rule) => ({ ...rule, kind: rule.kind ?? rule.name }))
}

export type Branches = {
  /** Ids of a place and of all that lie in it; undefined when there is no such place. */
  branch(id: string): ReadonlySet<string> | undefined
}

/** The first rule that takes the event. */
export function ruleFor(rules: readonly IncidentRule[], event: EventRecord, sites: Branches): IncidentRule | undefined {
  return rules.find((rule) => takes(rule, event, sites))
}

function takes(rule: IncidentRule, event: EventRecord, sites: Branches): boolean {
  const { types, eventRules, classes, branches, minSeverity } = rule
  return (
    isAny(types, event.type) &&
    isAny(eventRules, event.rule) &&
    isAny(classes, event.class) &&
    rank(event.severity) >= rank(minSeverity) &&
    (branches.length === 0 || branches.some((branch) => sites.branch(branch)?.has(event.site) === true))
  )
}

function isAny(wanted: readonly string[], value: string | undefined): boolean {
  return wanted.length === 0 || (value !== undefined && wanted.includes(value))
}

/**
 * What can be said of an event before it is read whole, which most events need not be.
 * @returns whether any rule could take an event of the type; with a severity, or of info
 */
export function createSieve(rules: readonly IncidentRule[]): (type: string, hasSeverity: boolean) => boolean {
  const known = new Map<string, boolean>()
  return (type, hasSeverity) => {
    const key = hasSeverity ? type : `${type} info`
    const before = known.get(key)
    if (before !== undefined) return before
    const may = rules.some(
      ({ types, minSeverity }) => isAny(types, type) && (hasSeverity || rank(minSeverity) === rank('info')),
    )
    known.set(key, may)
    return may
  }
}

/** The same of all events that may be one incident: the rule, the place, and what must be the same. */
export function groupKey({ name, groupBy, same }: IncidentRule, event: EventRecord): string {
  const { site, agent, camera, type, rule = '' } = event
  const places = { camera: [site, agent, camera], agent: [site, agent], site: [site] }
  const sames = { any: [], type: [type], rule: [type, rule] }
  return JSON.stringify([name, ...places[groupBy], ...sames[same]])
}

/** How urgent an event makes an incident, and whether it opens one at all at this time of day. */
export function urgencyOf(
  rule: IncidentRule,
  event: EventRecord,
  timeZone: string,
  at: number,
): { readonly severity: Severity; readonly isDropped: boolean } {
  const severity = higher(rule.severity, event.severity ?? 'info')
  if (severity === 'critical' || !isQuiet(rule.quietHours, timeZone, at)) return { severity, isDropped: false }
  if (rule.inQuietHours === 'drop') return { severity, isDropped: true }
  return { severity: rank(severity) > rank('low') ? 'low' : severity, isDropped: false }
}

export function higher(one: Severity, other: Severity): Severity {
  return rank(other) > rank(one) ? other : one
}

/** As urgent as its rule says of so many events. */
export function escalated({ escalateAfter, escalateTo }: IncidentRule, events: number): Severity {
  return escalateAfter > 0 && events >= escalateAfter ? escalateTo : 'info'
}
