/** What people may draw, and what is reported about it. */
import Type, { type Static } from 'typebox'
import { objectClasses, Point } from '../wire/event.ts'

const ruleBase = {
  name: Type.String({ minLength: 1, maxLength: 64, description: 'Unique within the camera' }),
  classes: Type.Array(Type.Enum(objectClasses), {
    default: ['Human', 'Vehicle', 'Bicycle'],
    minItems: 1,
    description: `Which of ${objectClasses.join(', ')}`,
  }),
  minScore: Type.Number({
    default: 0,
    minimum: 0,
    maximum: 1,
    description: 'Best score that a track must have reached',
  }),
}

export const ZoneRuleConfig = Type.Object(
  {
    ...ruleBase,
    type: Type.Literal('zone', { description: 'Reports who is inside a polygon' }),
    points: Type.Array(Point, {
      minItems: 3,
      maxItems: 64,
      description: 'Polygon, each point [x, y] 0–1 of the picture',
    }),
    report: Type.Array(Type.Union([Type.Literal('entered'), Type.Literal('exited'), Type.Literal('dwell')]), {
      default: ['entered'],
      minItems: 1,
      description:
        'entered: one event from entry to exit; exited: an instant at the exit; dwell: one event from dwellMs on',
    }),
    dwellMs: Type.Integer({
      default: 30_000,
      minimum: 0,
      description: 'How long an object stays before dwell is reported',
    }),
    inertiaMs: Type.Integer({
      default: 800,
      minimum: 0,
      maximum: 60_000,
      description: 'How long an object must be out before it counts as gone',
    }),
  },
  { additionalProperties: false },
)
export type ZoneRuleConfig = Static<typeof ZoneRuleConfig>

export const LineRuleConfig = Type.Object(
  {
    ...ruleBase,
    type: Type.Literal('line', { description: 'Reports who crosses a line of two or more points' }),
    points: Type.Array(Point, {
      minItems: 2,
      maxItems: 16,
      description: 'From the first point to the last, each [x, y] 0–1 of the picture',
    }),
    direction: Type.Union([Type.Literal('both'), Type.Literal('in'), Type.Literal('out')], {
      default: 'both',
      description: 'in: from the left to the right of somebody who walks along the line',
    }),
  },
  { additionalProperties: false },
)
export type LineRuleConfig = Static<typeof LineRuleConfig>

export const RuleConfig = Type.Union([ZoneRuleConfig, LineRuleConfig])
export type RuleConfig = Static<typeof RuleConfig>
