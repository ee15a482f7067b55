import type { BirthRule } from '../wire/birth.ts'
import type { AgentConfig, CameraConfig } from './config.ts'
import type { RuleConfig } from './rule-config.ts'
import { type Calendar, createCalendar } from './rules/calendar.ts'
import { createRule } from './rules/create-rule.ts'
import type { Rule } from './rules/finding.ts'
import { RuleError } from './rules/rule-error.ts'
import { createSchedule } from './rules/schedule.ts'

/** What a rule is drawn on; `name` where it is a geometry of the camera. */
type Shape = Pick<BirthRule, 'type' | 'points'> & { readonly name?: string }
type Shapes = Pick<CameraConfig, 'zones' | 'lines'>

/** All rules of a camera, by the clock of the site. @throws RuleError, or Error when there is no such clock */
export function createRules(
  camera: Shapes & Pick<CameraConfig, 'rules'>,
  { timeZone, holidays }: Pick<AgentConfig, 'timeZone' | 'holidays'>,
): Rule[] {
  const calendar = createCalendar(timeZone, holidays)
  return camera.rules.map((rule) => createCameraRule(rule, camera, calendar))
}

/** @throws RuleError when it cannot work as drawn */
export function createCameraRule(rule: RuleConfig, shapes: Shapes, calendar: Calendar): Rule {
  const { zone: _, line: __, schedule, onHolidays, ...options } = rule as RuleConfig & { zone?: string; line?: string }
  const { type, points, name } = shapeOf(rule, shapes)
  // A name that is that of the rule says nothing new.
  const named = name === undefined || name === rule.name ? {} : { [type]: name }
  const isOpen = createSchedule(rule.name, { ...(schedule && { schedule }), onHolidays }, calendar)
  return createRule({ ...options, points, ...named, isOpen })
}

/**
 * Where a rule is drawn: on points of its own, or on a zone or line of the camera.
 * @throws RuleError when it names neither or both, or one that is not there
 */
export function shapeOf(rule: RuleConfig, { zones, lines }: Shapes): Shape {
  return rule.type === 'line' || rule.type === 'count'
    ? drawn('line', rule, rule.line, lines)
    : drawn('zone', rule, rule.zone, zones)
}

function drawn(
  type: Shape['type'],
  { name: rule, points }: RuleConfig,
  name: string | undefined,
  shapes: Shapes['zones'],
): Shape {
  if (points !== undefined && name !== undefined) {
    throw new RuleError(rule, `it has points of its own and names the ${type} "${name}"; keep one of them`)
  }
  if (points !== undefined) return { type, points }
  if (name === undefined) throw new RuleError(rule, `it is drawn nowhere; give it points, or a ${type} of the camera`)
  const shape = shapes.find((candidate) => candidate.name === name)
  if (shape !== undefined) return { type, points: shape.points, name }
  const known = shapes.map((candidate) => `"${candidate.name}"`).join(', ')
  throw new RuleError(
    rule,
    `the camera has no ${type} "${name}"; ${known === '' ? `it has no ${type}s` : `use ${known}`}`,
  )
}
