/** One message of each kind, from the same hour at the same gate. */
import type { Ack } from '../../wire/ack.ts'
import type { Birth } from '../../wire/birth.ts'
import type { ClipCommand, ClipReply } from '../../wire/command.ts'
import type { EventPayload } from '../../wire/event.ts'
import type { Health } from '../../wire/health.ts'
import type { IncidentMessage } from '../../wire/incident-message.ts'
import type { AgentState, CollectorState } from '../../wire/state.ts'

export const exampleAgent = { site: 'site-1', agent: 'box-7' }

const v = 1
const startedAt = 1_767_225_590_000
const boot = startedAt * 1_000 + 417
const at = 1_767_225_600_000
const snapshot = 'LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564'
const thumbnail = '_N4rLtulb_QIYB9yG5_lO1N9wQ7kKeoE-lUbb49vufk'
const modelSha256 = 'fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9'

/** Of the example, what its topic says. */
export const eventPlace = { camera: 'gate', type: 'line.crossed' }

export const event: EventPayload = {
  boot,
  seq: 41,
  prev: 'mCqGzVbSz1M',
  id: '019b76da-a800-7cc3-98c4-dc0c0c073980',
  phase: 'pulse',
  at,
  rule: 'driveway',
  direction: 'in',
  object: {
    track: 7,
    class: 'Vehicle',
    vehicleType: 'Motorcycle',
    score: 0.87,
    box: [0.412, 0.305, 0.118, 0.263],
  },
  media: { snapshot, thumbnail, privacy: ['faces-blurred'] },
}

export const replayed: EventPayload[] = [
  {
    boot,
    seq: 42,
    prev: 'Ytq3NdUa0wE',
    id: '019b76da-b3b8-7f1e-a1d2-6d6f7a0b9c11',
    phase: 'end',
    at: at + 3_000,
    rule: 'yard',
    dwellMs: 12_400,
    object: { track: 8, class: 'Human', score: 0.91, box: [0.62, 0.41, 0.051, 0.222] },
    path: [
      [0.412, 0.7],
      [0.646, 0.632],
    ],
    reason: 'left',
    camera: 'gate',
    type: 'zone.entered',
    replayed: true,
  },
]

export const ack: Ack = {
  v,
  boot,
  ranges: [
    [1, 40],
    [42, 42],
  ],
}

const request = '7c2d4a0e-5b1f-4f0e-9a3e-0d7c1f0b8e21'

export const clipCommand: ClipCommand = {
  v,
  request,
  deadline: at + 120_000,
  event: event.id,
  camera: eventPlace.camera,
  type: eventPlace.type,
  startAt: at,
  endAt: at,
  rule: 'driveway',
}

export const clipReply: ClipReply = { v, request, outcome: 'requested' }

export const birth: Birth = {
  v,
  boot,
  at,
  startedAt,
  software: { watchpost: '0.1.0', node: 'v20.20.2', ffmpeg: '7.1' },
  host: { arch: 'arm64', cpus: 4, memoryBytes: 4_127_195_136 },
  cameras: [
    {
      camera: 'gate',
      name: 'Cổng chính',
      source: 'rtsp://192.0.2.10:554/stream1',
      fps: 5,
      model: 'yolox-nano-416@1',
      rules: [
        {
          name: 'driveway',
          type: 'line',
          points: [
            [0.2, 0.7],
            [0.8, 0.7],
          ],
        },
      ],
    },
  ],
  models: [{ model: 'yolox-nano-416@1', sha256: modelSha256, decoder: 'yolox' }],
  config: 'a1b2c3d4',
  clock: 'ntp',
  outbox: { depth: 0, nextSeq: 41 },
}

export const state: AgentState = { v, state: 'online', boot, run: '5f0c21aa', at }

export const health: Health = {
  v,
  boot,
  at,
  uptimeS: 10,
  cpuPercent: 62,
  rssBytes: 214_302_720,
  clock: 'ntp',
  host: { cpuPercent: 41, memoryFreeBytes: 2_318_401_536, diskFreeBytes: 21_474_836_480, temperatureC: 54.5 },
  inference: { waiting: 0, waitMs: 3.1 },
  outbox: { depth: 1, oldestAt: at, mediaPending: 1, mediaEvicted: 0 },
  cameras: [
    {
      camera: 'gate',
      state: 'live',
      since: at - 8_000,
      frameAt: at,
      fpsAsked: 5,
      fpsGot: 4.98,
      width: 960,
      height: 540,
      frames: 40,
      dropped: 0,
      reconnects: 0,
      inferenceMs: 21.4,
      inferenceFailures: 0,
      damaged: 0,
    },
  ],
}

export const incident: IncidentMessage = {
  v,
  id: '019b76da-c5d0-7b1c-8e0d-3f6a2b9c1d47',
  number: 1_042,
  revision: 5,
  site: exampleAgent.site,
  agent: exampleAgent.agent,
  cameras: [{ ...exampleAgent, camera: 'gate' }],
  kind: 'intrusion',
  rule: 'intrusion',
  state: 'acknowledged',
  severity: 'high',
  hold: false,
  late: false,
  startAt: at,
  lastAt: at + 42_000,
  lasting: false,
  openedAt: at + 350,
  acknowledgedAt: at + 61_000,
  events: 3,
  suppressed: 0,
  firstEvent: '019b76da-a800-7cc3-98c4-dc0c0c073980',
}

export const collectorState: CollectorState = { v, state: 'online', at }
