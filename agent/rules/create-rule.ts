import type { Rule } from './finding.ts'
import { type LineRuleOptions, lineRule } from './line-rule.ts'
import { RuleError } from './rule-error.ts'
import { type ZoneRuleOptions, zoneRule } from './zone-rule.ts'

export type RuleOptions = ZoneRuleOptions | LineRuleOptions

/**
 * The rule of a type that people drew.
 * @throws RuleError when it cannot work as drawn
 */
export function createRule(options: RuleOptions): Rule {
  switch (options.type) {
    case 'zone':
      return zoneRule(options)
    case 'line':
      return lineRule(options)
    default:
      return refuse(options)
  }
}

/** Options that were checked never come here; those that were not, e.g. of a newer version, do. */
function refuse(options: never): never {
  const { name, type } = options as { name: string; type: string }
  throw new RuleError(name, `there is no rule of type ${JSON.stringify(type)}; use zone or line`)
}
