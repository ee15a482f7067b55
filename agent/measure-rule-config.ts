/** Rules that measure: how fast, which way, how long at one place. */
import Type from 'typebox'
import { Point } from '../wire/event.ts'
import { classesOf, inertiaMs, ruleReports, ruleScope, zoneShape } from './rule-scope-config.ts'

const day = 86_400_000
const Metres = Type.Number({ minimum: -1_000, maximum: 1_000 })

const gapMs = (usualMs: number) =>
  Type.Integer({
    default: usualMs,
    minimum: 1_000,
    maximum: 600_000,
    description: 'How long it may be unseen while nothing stands in front before it counts as gone',
  })

export const SpeedRuleConfig = Type.Object(
  {
    ...ruleScope,
    ...ruleReports('info'),
    classes: classesOf('Vehicle', 'Bicycle'),
    type: Type.Literal('speed', {
      description: 'Reports how fast objects pass through 4 points of flat ground whose distances were measured',
    }),
    ...zoneShape,
    metres: Type.Optional(
      Type.Object(
        {
          along: Type.Number({
            exclusiveMinimum: 0,
            maximum: 1_000,
            description: 'From the first point to the second',
          }),
          across: Type.Number({ exclusiveMinimum: 0, maximum: 1_000, description: 'From the second to the third' }),
        },
        {
          additionalProperties: false,
          description: 'When the 4 points are the corners of a rectangle: its sides in metres',
        },
      ),
    ),
    ground: Type.Optional(
      Type.Array(Type.Tuple([Metres, Metres]), {
        minItems: 4,
        maxItems: 4,
        description: 'Else: where each of the 4 points lies, [x, y] in metres from any place, axes at a right angle',
      }),
    ),
    limitKmh: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 300,
        description: 'Report speed.exceeded, and only who was certainly faster: speed less its uncertainty above this',
      }),
    ),
  },
  { additionalProperties: false },
)

export const WrongWayRuleConfig = Type.Object(
  {
    ...ruleScope,
    ...ruleReports('high'),
    classes: classesOf('Vehicle', 'Bicycle'),
    type: Type.Literal('wrong-way', { description: 'Reports who goes against the right way of a polygon' }),
    ...zoneShape,
    allowed: Type.Array(Point, {
      minItems: 2,
      maxItems: 2,
      description: 'The right way leads from the first point to the second, each [x, y] 0–1 of the picture',
    }),
    toleranceDegrees: Type.Number({
      default: 45,
      minimum: 5,
      maximum: 85,
      description: 'How far a way may be from straight against, degrees, in a picture of 16:9',
    }),
    minSizes: Type.Number({
      default: 1,
      minimum: 0.2,
      maximum: 20,
      description: 'How far it must have gone against it, in sizes of its own box (mean of width and height)',
    }),
    minMs: Type.Integer({
      default: 600,
      minimum: 0,
      maximum: 60_000,
      description: 'For how long it must have gone against it',
    }),
    inertiaMs,
  },
  { additionalProperties: false },
)

export const StoppedRuleConfig = Type.Object(
  {
    ...ruleScope,
    ...ruleReports('medium'),
    classes: classesOf('Vehicle'),
    type: Type.Literal('stopped', { description: 'Reports what stands still inside a polygon for too long' }),
    ...zoneShape,
    forMs: Type.Integer({
      default: 60_000,
      minimum: 2_000,
      maximum: day,
      description: 'How long it must have stood',
    }),
    gapMs: gapMs(15_000),
  },
  { additionalProperties: false },
)

export const LeftObjectRuleConfig = Type.Object(
  {
    ...ruleScope,
    ...ruleReports('high'),
    classes: classesOf('Bag', 'Other'),
    type: Type.Literal('left-object', {
      description: 'Reports what appears inside a polygon, stays and is left alone',
    }),
    ...zoneShape,
    forMs: Type.Integer({
      default: 30_000,
      minimum: 2_000,
      maximum: day,
      description: 'How long it must have stood still',
    }),
    aloneMs: Type.Integer({
      default: 15_000,
      minimum: 0,
      maximum: day,
      description: 'How long nobody must have been near it',
    }),
    nearHeights: Type.Number({
      default: 1.5,
      minimum: 0,
      maximum: 20,
      description: 'How near is near, in heights of the person',
    }),
    maxSize: Type.Number({
      default: 0.25,
      minimum: 0.01,
      maximum: 1,
      description: 'Longest side of its box, 0–1 of the picture; what is larger was not put down by anybody',
    }),
    gapMs: gapMs(10_000),
  },
  { additionalProperties: false },
)

export const RemovedObjectRuleConfig = Type.Object(
  {
    ...ruleScope,
    ...ruleReports('high'),
    classes: classesOf('Bag', 'Other'),
    type: Type.Literal('removed-object', { description: 'Reports what stood inside a polygon for long and is gone' }),
    ...zoneShape,
    presentMs: Type.Integer({
      default: 60_000,
      minimum: 2_000,
      maximum: day,
      description: 'How long it must have stood there before',
    }),
    gapMs: gapMs(10_000),
  },
  { additionalProperties: false },
)
