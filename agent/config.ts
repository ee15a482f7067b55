/** The only definition of an agent option: type, check, default, example file and reference page come from here. */
import Type, { type Static } from 'typebox'
import { LogLevel } from '../runtime/log.ts'
import { Name } from '../wire/event.ts'
import { mediaOptions } from './media-config.ts'
import { privacyOptions } from './privacy-config.ts'
import { RecordingConfig } from './recording-config.ts'
import { NamedLine, NamedZone, RuleConfig } from './rule-config.ts'
import { siteClock } from './schedule-config.ts'
import { StatusConfig } from './status-config.ts'
import { WatchConfig } from './watch-config.ts'

const Folder = Type.String({ minLength: 1 })
const Secret = Type.String({ description: 'Write ${NAME} to take it from the environment' })
const Authority = (whose: string) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      description: `PEM file of the authority that ${whose} is certified by; else the one that came with the code that it was enrolled with, else those that Node.js knows`,
    }),
  )

export const SourceConfig = Type.Object(
  {
    url: Type.String({
      minLength: 1,
      description: 'rtsp://, http(s):// (MJPEG or HLS), a video file, or test:// for a drawn test picture',
    }),
    username: Type.Optional(Secret),
    password: Type.Optional(Secret),
    loop: Type.Boolean({ default: true, description: 'A file starts again when it ends' }),
    realTime: Type.Boolean({
      default: true,
      description: 'A file plays at its own speed; false: every frame, as fast as the detector goes',
    }),
    startAt: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Epoch milliseconds of the first frame of a file played with realTime: false',
      }),
    ),
    stallMs: Type.Integer({
      default: 8_000,
      minimum: 1_000,
      maximum: 120_000,
      description: 'Silence after which the source counts as lost',
    }),
  },
  { additionalProperties: false, description: 'Where its pictures come from' },
)
export type SourceConfig = Static<typeof SourceConfig>

const CameraConfig = Type.Object(
  {
    id: Type.String({ ...Name, description: 'Its name, unique within the agent: a level of MQTT topics' }),
    name: Type.Optional(Type.String({ maxLength: 128, description: 'What people call it; the id when not given' })),
    source: SourceConfig,
    fps: Type.Number({ default: 5, minimum: 0.2, maximum: 30, description: 'Frames analysed per second' }),
    width: Type.Integer({
      default: 960,
      minimum: 160,
      maximum: 3840,
      description: 'Decoded pictures are at most this wide, pixels',
    }),
    zones: Type.Array(NamedZone, {
      default: [],
      maxItems: 64,
      description: 'Polygons with names, on which several rules may be drawn',
    }),
    lines: Type.Array(NamedLine, {
      default: [],
      maxItems: 64,
      description: 'Lines with names, on which several rules may be drawn',
    }),
    ...privacyOptions,
    rules: Type.Array(RuleConfig, {
      default: [],
      maxItems: 64,
      description: 'What is reported; without any, nothing is',
    }),
    watch: WatchConfig,
    recording: RecordingConfig,
  },
  { additionalProperties: false },
)
export type CameraConfig = Static<typeof CameraConfig>

export const AgentConfig = Type.Object(
  {
    site: Type.String({ ...Name, default: 'site-1', description: 'Where the agent stands' }),
    agent: Type.String({ ...Name, default: 'agent-1', description: 'Its name, unique within the site' }),
    ...siteClock,
    dataFolder: Type.String({
      ...Folder,
      default: 'data/agent',
      description: 'Outbox, pictures and clips that are not delivered yet, recordings',
    }),
    mqtt: Type.Object(
      {
        url: Type.String({
          pattern: '^(mqtt|mqtts|ws|wss)://',
          default: 'mqtt://127.0.0.1:1883',
          description: 'mqtt://, mqtts://, ws:// or wss://',
        }),
        username: Type.Optional(Secret),
        password: Type.Optional(Secret),
        ca: Authority('the broker'),
      },
      { additionalProperties: false, default: {}, description: 'The broker that events are sent to' },
    ),
    collector: Type.Object(
      {
        url: Type.String({
          pattern: '^https?://',
          default: 'http://127.0.0.1:8080',
          description: 'Where snapshots are uploaded',
        }),
        ca: Authority('the collector'),
      },
      { additionalProperties: false, default: {}, description: 'The collector, reached over HTTP' },
    ),
    detector: Type.Object(
      {
        model: Type.String({
          default: 'yolox-nano-416',
          description:
            'Name of a manifest in modelsFolder, or motion: whatever moves, of class Motion, without a model',
        }),
        threads: Type.Integer({
          default: 2,
          minimum: 1,
          maximum: 64,
          description: 'Threads of one inference; street-64 takes one',
        }),
        minScore: Type.Number({
          default: 0.1,
          minimum: 0.01,
          maximum: 1,
          description: 'Weaker detections are not even tracked',
        }),
        timeoutMs: Type.Integer({
          default: 8_000,
          minimum: 100,
          description: 'An inference that takes longer counts as hung; sooner where they are usually quick',
        }),
      },
      { additionalProperties: false, default: {}, description: 'One detector serves all cameras' },
    ),
    modelsFolder: Type.String({ ...Folder, default: 'models', description: 'Manifests and weights' }),
    ...mediaOptions,
    healthMs: Type.Integer({
      default: 30_000,
      minimum: 1_000,
      maximum: 300_000,
      description: 'How often health is reported',
    }),
    status: Type.Optional(StatusConfig),
    logLevel: LogLevel,
    cameras: Type.Array(CameraConfig, { default: [], maxItems: 64, description: 'The cameras this agent watches' }),
  },
  { additionalProperties: false },
)
export type AgentConfig = Static<typeof AgentConfig>
