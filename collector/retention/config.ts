/** How long what is kept, everywhere and by branch. */
import Type, { type Static } from 'typebox'
import { Branch } from '../../wire/access.ts'

const maxDays = 36_500
const days = (description: string) => ({ minimum: 1, maximum: maxDays, description })
const ofBranch = (what: string) => Type.Optional(Type.Integer(days(`Days that ${what} of this branch are kept`)))

const BranchRetention = Type.Object(
  {
    branch: { ...Branch, description: 'Id of a place: it and everything in it, but for smaller places named here too' },
    eventDays: ofBranch('events'),
    countDays: ofBranch('counts'),
    snapshotDays: ofBranch('pictures'),
    clipDays: ofBranch('clips'),
    incidentDays: ofBranch('incidents'),
  },
  { additionalProperties: false },
)

export const RetentionConfig = Type.Object(
  {
    enabled: Type.Boolean({
      default: true,
      description: 'false: nothing is deleted for its age or for room, whatever stands below',
    }),
    eventDays: Type.Integer({
      ...days('Days that events are kept after they came, with what belongs to them'),
      default: 365,
    }),
    countDays: Type.Integer({ ...days('Days that counts (count.interval) are kept'), default: 1_825 }),
    snapshotDays: Type.Integer({
      ...days('Days that pictures are kept; no longer than their event'),
      default: 90,
    }),
    clipDays: Type.Integer({ ...days('Days that clips are kept; no longer than their event'), default: 30 }),
    incidentDays: Type.Integer({ ...days('Days that incidents are kept after they were closed'), default: 1_095 }),
    maxMediaBytes: Type.Optional(
      Type.Integer({
        minimum: 1024 * 1024,
        description:
          'All pictures and clips together, bytes; beyond it the oldest go before their time, but for those on legal hold',
      }),
    ),
    branches: Type.Optional(
      Type.Array(BranchRetention, {
        maxItems: 1_000,
        description: 'Where it is otherwise; the nearest place that says something of a class decides',
      }),
    ),
  },
  {
    additionalProperties: false,
    default: {},
    description: 'How long everything is kept; the audit record is kept for good',
  },
)
export type RetentionConfig = Static<typeof RetentionConfig>
