/** How long what is kept, and what was deleted. */
import Type, { type Static } from 'typebox'
import { Name } from './event.ts'
import { Instant } from './event-media.ts'

const days = Type.Integer({ minimum: 1, description: 'Days' })

export const RetentionReport = Type.Object(
  {
    enabled: Type.Boolean({ description: 'false: nothing is deleted' }),
    days: Type.Object(
      { events: days, counts: days, snapshots: days, clips: days, incidents: days },
      { description: 'How long each class is kept where no branch says otherwise; the audit record is kept for good' },
    ),
    branches: Type.Array(
      Type.Object({
        branch: Name,
        days: Type.Object({
          events: Type.Optional(days),
          counts: Type.Optional(days),
          snapshots: Type.Optional(days),
          clips: Type.Optional(days),
          incidents: Type.Optional(days),
        }),
        isKnown: Type.Boolean({ description: 'false: no such place is entered' }),
      }),
    ),
    maxMediaBytes: Type.Optional(Type.Integer()),
    mediaBytes: Type.Optional(Type.Integer({ description: 'All pictures and clips; absent until they were counted' })),
    freeBytes: Type.Integer({ description: 'Of the database of events: free, and used again by what comes' }),
    isRunning: Type.Boolean(),
    failure: Type.Optional(Type.String({ description: 'Why the last run could not go on' })),
    runs: Type.Array(
      Type.Object({
        startedAt: Instant,
        endedAt: Type.Optional(Instant),
        cause: Type.Optional(Type.String({ description: 'Why it could not go on' })),
        deleted: Type.Array(
          Type.Object({
            class: Type.String({ description: 'events, counts, snapshots, clips, incidents' }),
            branch: Type.Optional(Type.String({ description: 'Whose rule it was; absent: that of everywhere' })),
            why: Type.String({ description: 'age, room, or orphan: a file that no event names' }),
            count: Type.Integer(),
            bytes: Type.Integer({ description: 'Of files' }),
            oldestAt: Type.Integer({ ...Instant, description: 'When the oldest of it had come' }),
            newestAt: Instant,
          }),
        ),
      }),
      { description: 'The newest first' },
    ),
  },
  { title: 'Retention' },
)
export type RetentionReport = Static<typeof RetentionReport>
