/** What people may draw, and what is reported about it. */
import Type, { type Static } from 'typebox'
import { Point } from '../wire/event.ts'
import {
  LeftObjectRuleConfig,
  RemovedObjectRuleConfig,
  SpeedRuleConfig,
  StoppedRuleConfig,
  WrongWayRuleConfig,
} from './measure-rule-config.ts'
import { inertiaMs, polygon, ruleReports, ruleScope, Title, zoneShape } from './rule-scope-config.ts'

const polyline = {
  minItems: 2,
  maxItems: 16,
  description: 'From the first point to the last, each [x, y] 0–1 of the picture',
}

/** A polygon that several rules share. */
export const NamedZone = Type.Object(
  {
    name: Type.String({ ...Title, description: 'Unique among the zones of the camera' }),
    points: Type.Array(Point, polygon),
  },
  { additionalProperties: false },
)

/** A line that several rules share. */
export const NamedLine = Type.Object(
  {
    name: Type.String({ ...Title, description: 'Unique among the lines of the camera' }),
    points: Type.Array(Point, polyline),
  },
  { additionalProperties: false },
)

const lineShape = {
  points: Type.Optional(Type.Array(Point, polyline)),
  line: Type.Optional(Type.String({ ...Title, description: 'Instead of points: name of a line of the camera' })),
}

const minAngle = Type.Number({
  default: 0,
  minimum: 0,
  maximum: 90,
  description: 'Least angle between path and line, degrees, in a picture of 16:9; who goes flatter does not cross',
})

const ZoneRuleConfig = Type.Object(
  {
    ...ruleScope,
    ...ruleReports('info'),
    type: Type.Literal('zone', { description: 'Reports who is inside a polygon' }),
    ...zoneShape,
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
    inertiaMs,
  },
  { additionalProperties: false },
)

const IntrusionRuleConfig = Type.Object(
  {
    ...ruleScope,
    ...ruleReports('high'),
    type: Type.Literal('intrusion', { description: 'Reports who is inside a polygon where nobody should be' }),
    ...zoneShape,
    inertiaMs,
  },
  { additionalProperties: false },
)

const OccupancyRuleConfig = Type.Object(
  {
    ...ruleScope,
    ...ruleReports('medium'),
    type: Type.Literal('occupancy', { description: 'Reports that many are inside a polygon at once' }),
    ...zoneShape,
    atLeast: Type.Integer({ default: 5, minimum: 1, maximum: 1_000, description: 'How many are many' }),
    forMs: Type.Integer({
      default: 5_000,
      minimum: 0,
      maximum: 3_600_000,
      description: 'How long there must be so many',
    }),
    inertiaMs: Type.Integer({
      default: 2_000,
      minimum: 0,
      maximum: 60_000,
      description: 'How long there must be fewer before it is over',
    }),
  },
  { additionalProperties: false },
)

const LineRuleConfig = Type.Object(
  {
    ...ruleScope,
    ...ruleReports('info'),
    type: Type.Literal('line', { description: 'Reports who crosses a line of two or more points' }),
    ...lineShape,
    direction: Type.Union([Type.Literal('both'), Type.Literal('in'), Type.Literal('out')], {
      default: 'both',
      description: 'in: from the left to the right of somebody who walks along the line',
    }),
    minAngle,
  },
  { additionalProperties: false },
)

const CountRuleConfig = Type.Object(
  {
    ...ruleScope,
    type: Type.Literal('count', { description: 'Reports, interval by interval, how many cross a line' }),
    ...lineShape,
    minAngle,
    intervalMs: Type.Integer({
      default: 60_000,
      minimum: 10_000,
      maximum: 3_600_000,
      description: 'How long an interval is; intervals begin at whole multiples of it, UTC',
    }),
    reportEmpty: Type.Boolean({ default: false, description: 'An interval in which nobody crossed is reported too' }),
  },
  { additionalProperties: false },
)

export const RuleConfig = Type.Union([
  ZoneRuleConfig,
  IntrusionRuleConfig,
  OccupancyRuleConfig,
  LineRuleConfig,
  CountRuleConfig,
  SpeedRuleConfig,
  WrongWayRuleConfig,
  StoppedRuleConfig,
  LeftObjectRuleConfig,
  RemovedObjectRuleConfig,
])
export type RuleConfig = Static<typeof RuleConfig>
