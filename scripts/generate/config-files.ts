/** The folder config/: example files, schemas for editors, the reference page. */
import { AgentConfig } from '../../agent/config.ts'
import { CollectorConfig } from '../../collector/config.ts'
import { configPage } from './config-page.ts'
import { editorSchema } from './editor-schema.ts'
import { exampleFile, type Written } from './example.ts'
import { formatJson } from './format-json.ts'
import { toJsonSchema } from './json-schema.ts'

const everyKey = [
  'Mỗi khóa kèm giá trị mặc định và một dòng giải thích; bảng tra cứu: config/README.md.',
  'Every key with its default and what it means; the reference page is config/README.md.',
  'A key behind a # is not set: remove the # to set it. ${NAME} in a text is taken from the environment.',
  'Trong một danh sách, khóa đã được giải thích ở mục trước thì không nhắc lại.',
  'Within a list, a key that an earlier entry explains is not repeated.',
]

const login = (part: string): object => ({ username: `\${${part}_USERNAME}`, password: `\${${part}_PASSWORD}` })

const yard = [
  [0.1, 0.4],
  [0.9, 0.4],
  [0.9, 0.95],
  [0.1, 0.95],
]
const yardGround = [
  [0, 0],
  [12, 0],
  [12, 7],
  [0, 7],
]
const driveway = [
  [0.2, 0.7],
  [0.8, 0.7],
]
const written = (value: unknown): Written => ({ written: value })

const agentValues = {
  mqtt: { ...login('MQTT'), ca: '/etc/watchpost/broker-ca.pem' },
  collector: { ca: '/etc/watchpost/collector-ca.pem' },
  status: { port: 9_464 },
  cameras: [
    {
      id: 'gate',
      name: 'Cổng chính',
      source: { url: 'rtsp://192.0.2.10:554/stream1', ...login('CAMERA'), startAt: 1_767_225_600_000 },
      zones: [{ name: 'yard', points: yard }],
      lines: [{ name: 'driveway', points: driveway }],
      recording: { url: 'rtsp://192.0.2.10:554/stream0', uploadSeverity: 'high' },
      rules: [
        {
          ...{ name: 'visit', type: 'zone', points: yard, zone: written('yard') },
          schedule: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '07:30', to: '17:30' }],
        },
        {
          ...{ name: 'night', type: 'intrusion', zone: written('yard') },
          schedule: written([{ from: '22:00', to: '06:00' }]),
        },
        { name: 'crowd', type: 'occupancy', zone: written('yard') },
        { name: 'passage', type: 'line', points: driveway, line: written('driveway') },
        { name: 'traffic', type: 'count', line: written('driveway') },
        {
          ...{ name: 'speeding', type: 'speed', points: yard, zone: written('yard'), limitKmh: 40, ground: yardGround },
          metres: written({ along: 12, across: 7 }),
        },
        {
          ...{ name: 'one-way', type: 'wrong-way', zone: written('yard') },
          allowed: [
            [0.2, 0.9],
            [0.8, 0.9],
          ],
        },
        { name: 'no-parking', type: 'stopped', zone: written('yard') },
        { name: 'baggage', type: 'left-object', zone: written('yard') },
        { name: 'exhibit', type: 'removed-object', zone: written('yard') },
      ],
    },
  ],
}

const collectorValues = {
  mqtt: { url: 'mqtts://mqtt.example.org', ...login('MQTT'), ca: '/etc/watchpost/broker-ca.pem' },
  tls: { certificate: '/etc/watchpost/fullchain.pem', key: '/etc/watchpost/key.pem', ca: '/etc/watchpost/ca.pem' },
  access: {
    publicUrl: 'https://watchpost.example.org',
    singleSignOn: {
      issuer: 'https://login.example.org',
      clientId: 'watchpost',
      clientSecret: '${SIGN_ON_SECRET}',
      grants: [{ group: 'control-room', role: 'operator', branch: 'lam-dong' }],
    },
  },
  retention: {
    maxMediaBytes: 500_000_000_000,
    branches: [
      {
        branch: 'ward-7',
        eventDays: 365,
        countDays: 1_825,
        snapshotDays: 90,
        clipDays: 7,
        incidentDays: 1_095,
      },
    ],
  },
  incidents: {
    rules: [
      {
        ...{ name: 'school-gate', kind: 'intrusion', types: ['zone.entered'], eventRules: ['school yard'] },
        quietHours: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '06:30', to: '17:30' }],
      },
    ],
    checklists: [
      {
        kind: 'intrusion',
        steps: [
          { step: 'look', vi: 'Xem hình trực tiếp', en: 'Look at the live view' },
          { step: 'call', vi: 'Gọi bảo vệ trường', en: 'Call the guard of the school' },
        ],
      },
    ],
  },
}

/** Path → text. */
export function configFiles(): Record<string, string> {
  const agent = toJsonSchema(AgentConfig)
  const collector = toJsonSchema(CollectorConfig)
  return {
    'config/agent.example.yaml': exampleFile(head('agent'), agent, agentValues),
    'config/agent.schema.json': formatJson(editorSchema('Config of a Watchpost agent', AgentConfig)),
    'config/collector.example.yaml': exampleFile(head('collector'), collector, collectorValues),
    'config/collector.schema.json': formatJson(editorSchema('Config of a Watchpost collector', CollectorConfig)),
    'config/README.md': configPage({ agent, collector }),
  }
}

function head(program: 'agent' | 'collector'): string[] {
  return [`yaml-language-server: $schema=./${program}.schema.json`, '', ...everyKey]
}
