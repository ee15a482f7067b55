import Type, { type Static } from 'typebox'
import { ClockQuality, EventPayload, Name } from './event.ts'
import { Instant } from './event-media.ts'
import { eventTypePattern } from './topics.ts'

const Request = Type.String({
  pattern: '^[A-Za-z0-9-]{1,64}$',
  description: 'Whoever asks makes it up; the reply carries it',
})
const { id, rule } = EventPayload.properties

/** Collector → agent: the clip of an event that was recorded but not uploaded. */
export const ClipCommand = Type.Object(
  {
    v: Type.Literal(1, { description: 'Major version of the contract' }),
    request: Request,
    deadline: Type.Integer({
      ...Instant,
      description: 'UTC milliseconds by the clock of the agent; it refuses what comes later',
    }),
    event: Type.String({ ...id, description: 'Id of the event' }),
    camera: Type.String({ ...Name, description: 'Its camera' }),
    type: Type.String({ pattern: eventTypePattern, maxLength: 48, description: 'Its type' }),
    startAt: Type.Integer({ ...Instant, description: 'UTC milliseconds of its first frame' }),
    endAt: Type.Optional(Type.Integer({ ...Instant, description: 'Of its last frame; absent while it lasts' })),
    clock: Type.Optional(ClockQuality),
    rule,
  },
  { $id: 'command-clip', title: 'Request for a clip' },
)
export type ClipCommand = Static<typeof ClipCommand>

export const ClipReply = Type.Object(
  {
    v: Type.Literal(1, { description: 'Major version of the contract' }),
    request: Request,
    outcome: Type.Union(
      [Type.Literal('requested'), Type.Literal('gone'), Type.Literal('not-recorded'), Type.Literal('expired')],
      {
        description:
          'requested: an update of the event will name the clip, or say why there is none; gone: the recording does not reach back to it; not-recorded: this camera is not recorded; expired: it came after its deadline',
      },
    ),
  },
  { $id: 'reply-clip', title: 'Reply to a request for a clip' },
)
export type ClipReply = Static<typeof ClipReply>
