import Type, { type Static } from 'typebox'
import { ClockQuality, Name, Point } from './event.ts'
import { Instant, Sha256 } from './event-media.ts'

export const BirthRule = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 64, description: 'As in the rule of an event' }),
  type: Type.Union([Type.Literal('zone'), Type.Literal('line')], { description: 'A polygon or a line' }),
  points: Type.Array(Point, { minItems: 2, maxItems: 64, description: 'Each [x, y], 0–1 of the picture' }),
})
export type BirthRule = Static<typeof BirthRule>

const BirthCamera = Type.Object({
  camera: Type.String({ ...Name, description: 'Its id, as in event messages and topics' }),
  name: Type.String({ maxLength: 128, description: 'What people call it' }),
  source: Type.String({ maxLength: 512, description: 'Address without user and password' }),
  fps: Type.Number({ exclusiveMinimum: 0, description: 'Frames analysed per second, as asked for' }),
  model: Type.String({ maxLength: 80, description: 'model@version' }),
  rules: Type.Array(BirthRule, { maxItems: 64, description: 'What people drew, for overlays' }),
})

const BirthModel = Type.Object({
  model: Type.String({ maxLength: 80, description: 'model@version' }),
  sha256: Type.Optional(Type.String({ ...Sha256, description: 'Of the weights, where there are any' })),
  decoder: Type.String({ maxLength: 48, description: 'How its output is read' }),
})

/** Retained, published on every connect: who this agent is and what it runs. */
export const Birth = Type.Object(
  {
    v: Type.Literal(1, { description: 'Major version of the contract' }),
    boot: Type.Integer({ minimum: 1, description: 'Start counter of the agent' }),
    at: Instant,
    startedAt: Type.Integer({ ...Instant, description: 'When this boot began, epoch milliseconds' }),
    software: Type.Object(
      {
        watchpost: Type.String({ maxLength: 48, description: 'Version of the agent' }),
        node: Type.String({ maxLength: 48, description: 'Version of Node.js' }),
        ffmpeg: Type.Optional(Type.String({ maxLength: 80, description: 'Version of ffmpeg' })),
      },
      { description: 'What it runs on' },
    ),
    host: Type.Object(
      {
        arch: Type.String({ maxLength: 48, description: 'Processor architecture' }),
        cpus: Type.Integer({ minimum: 1, description: 'Processors the system shows' }),
        memoryBytes: Type.Integer({ minimum: 0, description: 'All memory of the box' }),
      },
      { description: 'The box' },
    ),
    cameras: Type.Array(BirthCamera, { maxItems: 64, description: 'Every camera of the agent' }),
    models: Type.Array(BirthModel, { maxItems: 16, description: 'Every model it runs' }),
    config: Type.String({ pattern: '^[0-9a-f]{8}$', description: 'Short hash of the config' }),
    clock: ClockQuality,
    outbox: Type.Object(
      {
        depth: Type.Integer({ minimum: 0, description: 'Messages that nobody has acknowledged' }),
        nextSeq: Type.Integer({ minimum: 1, description: 'Sequence number of the next message' }),
      },
      { description: 'What waits on disk' },
    ),
  },
  { $id: 'birth', title: 'Birth of an agent' },
)
export type Birth = Static<typeof Birth>
