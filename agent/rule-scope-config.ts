/** What several types of rules have in common. */
import Type from 'typebox'
import { objectClasses, Point, type Severity, severities, vehicleTypes } from '../wire/event.ts'
import { clipOption } from './recording-config.ts'
import { onHolidays, schedule } from './schedule-config.ts'

export const Title = Type.String({ minLength: 1, maxLength: 64 })
export const polygon = { minItems: 3, maxItems: 64, description: 'Polygon, each point [x, y] 0–1 of the picture' }
export const zoneShape = {
  points: Type.Optional(Type.Array(Point, polygon)),
  zone: Type.Optional(Type.String({ ...Title, description: 'Instead of points: name of a zone of the camera' })),
}

/** Which objects a rule is about, and when. */
export const ruleScope = {
  name: Type.String({ ...Title, description: 'Unique within the camera' }),
  classes: classesOf('Human', 'Vehicle', 'Bicycle'),
  minScore: Type.Number({
    default: 0,
    minimum: 0,
    maximum: 1,
    description: 'Best score that a track must have reached',
  }),
  minSize: Type.Number({
    default: 0,
    minimum: 0,
    maximum: 1,
    description: 'Height that its box must have reached, as a share of the height of the picture',
  }),
  schedule,
  onHolidays,
  ...clipOption,
}

/** How it reports them. */
export const ruleReports = (severity: Severity) => ({
  severity: Type.Enum(severities, { default: severity, description: 'How urgent its events are' }),
  cooldownMs: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 86_400_000,
    description:
      'After a report no other of the same type so long, whoever it is about; what still lasts then is reported then',
  }),
})

export const inertiaMs = Type.Integer({
  default: 800,
  minimum: 0,
  maximum: 60_000,
  description: 'How long an object must be out before it counts as gone',
})

/** @param defaults those that are meant when none are named */
export function classesOf(...defaults: (typeof objectClasses)[number][]) {
  return Type.Array(Type.Enum([...objectClasses, ...vehicleTypes]), {
    default: defaults,
    minItems: 1,
    description: `Which of ${objectClasses.join(', ')}; or, of the vehicles, only ${vehicleTypes.join(', ')}`,
  })
}
