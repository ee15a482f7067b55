import Type, { type Static } from 'typebox'
import { ClockQuality, Name } from './event.ts'
import { Instant } from './event-media.ts'

const Count = Type.Integer({ minimum: 0 })

export const CameraState = Type.Union(
  [
    Type.Literal('starting'),
    Type.Literal('live'),
    Type.Literal('degraded'),
    Type.Literal('down'),
    Type.Literal('ended'),
  ],
  {
    description:
      'live is earned by a fresh frame that was analysed; degraded: pictures come, but the detector fails; down: no picture; ended: a file was played to its end',
  },
)
export type CameraState = Static<typeof CameraState>

export const RecordingHealth = Type.Object(
  {
    isRecording: Type.Boolean({ description: 'It is being written' }),
    bytes: Type.Integer({ ...Count, description: 'On disk' }),
    from: Type.Optional(
      Type.Integer({ ...Instant, description: 'Epoch milliseconds from which on there is something' }),
    ),
    to: Type.Optional(Type.Integer({ ...Instant, description: 'And up to which' })),
    failure: Type.Optional(Type.String({ maxLength: 400, description: 'Why it is not written, in English, for logs' })),
    clips: Type.Object(
      {
        pending: Type.Integer({ ...Count, description: 'Wait for the end of what they show' }),
        cut: Type.Integer({ ...Count, description: 'Since start' }),
        failed: Type.Integer({ ...Count, description: 'Given up since start: their events have none' }),
      },
      { description: 'Clips of events' },
    ),
  },
  { description: 'The last minutes of the camera on the disk of the box; absent: it is not recorded' },
)
export type RecordingHealth = Static<typeof RecordingHealth>

export const CameraHealth = Type.Object({
  camera: Type.String({ ...Name, description: 'Its id' }),
  state: CameraState,
  since: Type.Integer({ ...Instant, description: 'When this state began, epoch milliseconds' }),
  reason: Type.Optional(Type.String({ pattern: '^[a-z-]{1,48}$', description: 'Why it is not live, as a code' })),
  detail: Type.Optional(Type.String({ maxLength: 400, description: 'The same as a sentence, in English, for logs' })),
  frameAt: Type.Optional(Type.Integer({ ...Instant, description: 'Time of the last frame that was analysed' })),
  fpsAsked: Type.Number({ minimum: 0, description: 'Frames per second, as asked for' }),
  fpsGot: Type.Number({ minimum: 0, description: 'Frames analysed per second since the last health message' }),
  width: Type.Optional(Type.Integer({ ...Count, description: 'Of the pictures analysed, pixels' })),
  height: Type.Optional(Type.Integer({ ...Count, description: 'Of the pictures analysed, pixels' })),
  frames: Type.Integer({ minimum: 0, description: 'Frames analysed since start' }),
  dropped: Type.Integer({ minimum: 0, description: 'Frames overtaken by a newer one since start' }),
  reconnects: Type.Integer({ ...Count, description: 'Times the source was lost and tried again since start' }),
  inferenceMs: Type.Optional(
    Type.Number({ minimum: 0, description: 'Milliseconds of one inference, median since the last health message' }),
  ),
  inferenceFailures: Type.Integer({ ...Count, description: 'Frames the detector failed on since start' }),
  damaged: Type.Optional(
    Type.Integer({ ...Count, description: 'Times the decoder missed data of a picture, since start' }),
  ),
  recording: Type.Optional(RecordingHealth),
})
export type CameraHealth = Static<typeof CameraHealth>

export const HostHealth = Type.Object(
  {
    cpuPercent: Type.Optional(
      Type.Number({ minimum: 0, maximum: 100, description: 'Of all processors, all programs, since the last message' }),
    ),
    memoryFreeBytes: Type.Integer({ ...Count, description: 'What programs can still get' }),
    diskFreeBytes: Type.Optional(Type.Integer({ ...Count, description: 'Where the agent keeps its data' })),
    temperatureC: Type.Optional(Type.Number({ description: 'The hottest sensor of the box, degrees Celsius' })),
  },
  { description: 'The box, as far as it tells' },
)
export type HostHealth = Static<typeof HostHealth>

/** The alarm of two agents that push each other off the broker. */
export const duplicateIdentity = 'duplicate-identity'

export const Health = Type.Object(
  {
    v: Type.Literal(1, { description: 'Major version of the contract' }),
    boot: Type.Integer({ minimum: 1, description: 'Start counter of the agent' }),
    at: Instant,
    uptimeS: Type.Integer({ ...Count, description: 'Seconds since this boot began' }),
    cpuPercent: Type.Number({ minimum: 0, description: 'Of one core, the Node process, since the last message' }),
    rssBytes: Type.Integer({ ...Count, description: 'Memory of the agent' }),
    clock: ClockQuality,
    host: Type.Optional(HostHealth),
    inference: Type.Optional(
      Type.Object(
        {
          waiting: Type.Integer({ ...Count, description: 'Frames that wait for the model now' }),
          waitMs: Type.Number({ minimum: 0, description: 'The longest that one waited, since the last message' }),
        },
        { description: 'The queue before the model, which serves all cameras in turn' },
      ),
    ),
    outbox: Type.Object(
      {
        depth: Type.Integer({ ...Count, description: 'Messages that nobody has acknowledged' }),
        oldestAt: Type.Optional(Type.Integer({ ...Instant, description: 'Time of the oldest of them' })),
        mediaPending: Type.Integer({ ...Count, description: 'Pictures that are not uploaded yet' }),
        mediaEvicted: Type.Optional(
          Type.Integer({
            ...Count,
            description: 'Pictures that made room for newer ones before they were, since start',
          }),
        ),
        failure: Type.Optional(Type.String({ maxLength: 400, description: 'Why events cannot be written now' })),
      },
      { description: 'What waits on disk' },
    ),
    alarms: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z-]{1,48}$' }), {
        maxItems: 16,
        description: `What a person must put right: ${duplicateIdentity}, another agent connects with this one's identity; or newer`,
      }),
    ),
    cameras: Type.Array(CameraHealth, { maxItems: 64, description: 'Every camera of the agent' }),
  },
  { $id: 'health', title: 'Health of an agent' },
)
export type Health = Static<typeof Health>
