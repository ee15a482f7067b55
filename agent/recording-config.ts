import Type, { type Static } from 'typebox'
import { Severity } from '../wire/event.ts'
import { eventTypePattern } from '../wire/topics.ts'

/** How the stream of a camera is kept on the box, and what of it becomes clips. */
export const RecordingConfig = Type.Object(
  {
    enabled: Type.Boolean({
      default: false,
      description: 'Keep the last minutes, so that rules with clip: true have clips',
    }),
    url: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'The main stream, when source.url is a smaller one; user and password are those of source. Events that are over get their picture out of it, when it is larger. Without it the analysed stream is recorded over the same connection',
      }),
    ),
    minutes: Type.Number({ default: 10, minimum: 1, maximum: 1_440, description: 'What is older is deleted' }),
    maxBytes: Type.Integer({
      default: 536_870_912,
      minimum: 1_048_576,
      description: 'Never more on disk than this, for this camera; 10 minutes of 4 Mbit/s are 300 MB',
    }),
    preRollMs: Type.Integer({
      default: 5_000,
      minimum: 0,
      maximum: 60_000,
      description: 'A clip begins this long before its event, or at the key frame before that',
    }),
    postRollMs: Type.Integer({
      default: 5_000,
      minimum: 0,
      maximum: 60_000,
      description: 'And ends this long after it',
    }),
    maxClipMs: Type.Integer({
      default: 60_000,
      minimum: 1_000,
      maximum: 600_000,
      description: 'The longest clip, both rolls included: what lasts longer is shown from its start',
    }),
    upload: Type.Union([Type.Literal('all'), Type.Literal('chosen'), Type.Literal('on-request')], {
      default: 'all',
      description:
        'Of metered links: all clips; chosen: those of uploadTypes or uploadSeverity; on-request: none. What is not uploaded stays in the recording for its minutes',
    }),
    uploadTypes: Type.Array(Type.String({ pattern: eventTypePattern, maxLength: 48 }), {
      default: [],
      maxItems: 32,
      description: 'Of upload: chosen, types of events, such as line.crossed',
    }),
    uploadSeverity: Type.Optional(
      Type.Unsafe<Static<typeof Severity>>({ ...Severity, description: 'Of upload: chosen, this severity and above' }),
    ),
  },
  { additionalProperties: false, default: {}, description: 'The last minutes of the camera on disk, for clips' },
)
export type RecordingConfig = Static<typeof RecordingConfig>

/** Of every rule. */
export const clipOption = {
  clip: Type.Boolean({
    default: false,
    description:
      'Its events get a clip with pre- and post-roll; recording.enabled must be true. People are hidden in it as privacy says',
  }),
}
