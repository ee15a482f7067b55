import { type CountRuleOptions, countRule } from './count-rule.ts'
import type { Rule } from './finding.ts'
import { type LeftObjectRuleOptions, leftObjectRule } from './left-object-rule.ts'
import { type LineRuleOptions, lineRule } from './line-rule.ts'
import { type OccupancyRuleOptions, occupancyRule } from './occupancy-rule.ts'
import { type RemovedObjectRuleOptions, removedObjectRule } from './removed-object-rule.ts'
import { type Reporting, reported } from './reporting.ts'
import { RuleError } from './rule-error.ts'
import { type SpeedRuleOptions, speedRule } from './speed-rule.ts'
import { type StoppedRuleOptions, stoppedRule } from './stopped-rule.ts'
import { type WrongWayRuleOptions, wrongWayRule } from './wrong-way-rule.ts'
import { type IntrusionRuleOptions, intrusionRule, type ZoneRuleOptions, zoneRule } from './zone-rule.ts'

export type RuleOptions = Reporting &
  (
    | ZoneRuleOptions
    | IntrusionRuleOptions
    | OccupancyRuleOptions
    | LineRuleOptions
    | CountRuleOptions
    | SpeedRuleOptions
    | WrongWayRuleOptions
    | StoppedRuleOptions
    | LeftObjectRuleOptions
    | RemovedObjectRuleOptions
  )

/**
 * The rule of a type that people drew, which reports when it may.
 * @throws RuleError when it cannot work as drawn
 */
export function createRule(options: RuleOptions): Rule {
  const { severity, cooldownMs, isOpen, zone, line } = options
  const names = { ...(zone !== undefined && { zone }), ...(line !== undefined && { line }) }
  // Intervals are cut by their rule: what it counted is told when its time is over.
  if (options.type === 'count') return reported(countRule(options), names)
  return reported(drawnRule(options), {
    ...names,
    ...(severity !== undefined && { severity }),
    ...(cooldownMs !== undefined && { cooldownMs }),
    ...(isOpen !== undefined && { isOpen }),
  })
}

function drawnRule(options: Exclude<RuleOptions, { type: 'count' }>): Rule {
  switch (options.type) {
    case 'zone':
      return zoneRule(options)
    case 'intrusion':
      return intrusionRule(options)
    case 'occupancy':
      return occupancyRule(options)
    case 'line':
      return lineRule(options)
    case 'speed':
      return speedRule(options)
    case 'wrong-way':
      return wrongWayRule(options)
    case 'stopped':
      return stoppedRule(options)
    case 'left-object':
      return leftObjectRule(options)
    case 'removed-object':
      return removedObjectRule(options)
    default:
      return refuse(options)
  }
}

const types = 'zone, intrusion, occupancy, line, count, speed, wrong-way, stopped, left-object or removed-object'

/** Options that were checked never come here; those that were not, e.g. of a newer version, do. */
function refuse(options: never): never {
  const { name, type } = options as { name: string; type: string }
  throw new RuleError(name, `there is no rule of type ${JSON.stringify(type)}; use ${types}`)
}
