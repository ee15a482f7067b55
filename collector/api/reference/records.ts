/** What the examples of the reference are made of: one market square, one evening. Typed, so that no field of them is invented. */
import type { AuditEntry, KeyRecord, PersonRecord } from '../../../wire/access.ts'
import type { IncidentFigures, IncidentRecord } from '../../../wire/incidents.ts'
import type { AgentRecord, CollectorHealth, EventCounts, EventRecord } from '../../../wire/rest.ts'
import type { RetentionReport } from '../../../wire/retention.ts'
import type { SiteRecord } from '../../../wire/sites.ts'

export const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
const at = 1_796_040_000_000
const ids = {
  event: '019a3c5e-7b10-7c42-9d1e-5b1f0a7c2e11',
  incident: '019a3c5e-9a02-7f10-8e55-0d4f7a61c3b9',
  other: '019a3c60-1c44-7a31-b0f2-6c9d5e8f4a02',
} as const
export const { event: eventId, incident: incidentId, other: otherIncidentId } = ids

export const event: EventRecord = {
  ...{ id: ids.event, site: 'cho-da-lat', agent: 'gate-1', camera: 'cong-chinh', type: 'zone.entered', phase: 'end' },
  ...{ startAt: at, endAt: at + 42_000, receivedAt: at + 180, clock: 'ntp', rule: 'Sân trước', zone: 'Sân trước' },
  ...{ dwellMs: 42_000, severity: 'medium', reason: 'left', class: 'Human', label: 'person', score: 0.87 },
  ...{ box: [0.41, 0.32, 0.08, 0.27], track: 118, snapshot: sha256, model: 'yolox-nano-416@1', config: '5d41402a' },
  ...{ boot: 7, firstSeq: 2_041, lastSeq: 2_044, replayed: false },
}

export const incident: IncidentRecord = {
  ...{ id: ids.incident, number: 1_042, version: 3, revision: 9, site: 'cho-da-lat', agent: 'gate-1' },
  cameras: [{ site: 'cho-da-lat', agent: 'gate-1', camera: 'cong-chinh' }],
  ...{ relatedCameras: [], kind: 'intrusion', rule: 'intrusion', state: 'in-progress', severity: 'high', owner: 'lan' },
  ...{ hold: false, late: false, startAt: at, lastAt: at + 42_000, lasting: false, openedAt: at + 200 },
  ...{ acknowledgedAt: at + 31_000, events: 4, suppressed: 0, firstEvent: ids.event, links: [] },
  steps: [
    {
      step: 'look',
      texts: { vi: 'Xem hình trực tiếp', en: 'Look at the live view' },
      doneAt: at + 40_000,
      doneBy: 'lan',
    },
    { step: 'call', texts: { vi: 'Gọi bảo vệ chợ', en: 'Call the guard of the market' } },
  ],
}

export const agent: AgentRecord = {
  ...{
    site: 'cho-da-lat',
    agent: 'gate-1',
    status: 'online',
    lastSeenAt: at + 60_000,
    boot: 7,
    startedAt: at - 86_400_000,
  },
  ...{ version: '0.1.0', outboxDepth: 0 },
  cameras: [
    {
      ...{ camera: 'cong-chinh', name: 'Cổng chính', source: 'rtsp://192.0.2.10/stream1', status: 'live', since: at },
      ...{ frameAt: at + 59_800, fpsAsked: 5, fpsGot: 5, inferenceMs: 21, rules: [] },
    },
  ],
}

export const site: SiteRecord = {
  ...{ id: 'cho-da-lat', kind: 'site', parent: 'ward-7', names: { vi: 'Chợ Đà Lạt', en: 'Da Lat Market' } },
  ...{ latitude: 11.9431, longitude: 108.4369, version: 2 },
  contacts: [{ name: 'Ban quản lý chợ', phone: '+84 263 000 000' }],
}

export const person: PersonRecord = {
  ...{ name: 'lan', displayName: 'Trực ban ca tối', grants: [{ role: 'operator', branch: 'ward-7' }] },
  ...{ disabled: false, signOn: 'password', version: 4 },
}

export const key: KeyRecord = {
  ...{ id: 'k7c2e11', label: 'hệ thống giao thông', scopes: ['events:read'], branch: 'ward-7' },
  ...{ createdBy: 'chief', createdAt: at, expiresAt: at + 31_536_000_000 },
}

export const auditEntry: AuditEntry = {
  ...{ n: 5_120, at, actor: 'person:lan', address: '10.0.0.21', action: 'media:read', status: 200, hash: sha256 },
  request: `GET /api/media/${sha256}?event=${ids.event}`,
}

export const counts: EventCounts = {
  ...{ timeZone: 'Asia/Ho_Chi_Minh', starts: [at, at + 3_600_000] },
  rows: [
    { value: 'Human', total: 61, counts: [40, 21] },
    { value: 'Vehicle', total: 12, counts: [5, 7] },
  ],
}

export const figures: IncidentFigures = {
  ...{ from: at - 86_400_000, to: at, events: 1_930, grouped: 1_604, suppressed: 122, quiet: 204, incidents: 74 },
  ...{ eventsPerIncident: 21.7, incidentsPerHour: 3.1, byState: { new: 2, 'in-progress': 3, closed: 69 } },
  ...{
    acknowledge: { count: 72, p50Ms: 28_000, p90Ms: 95_000 },
    close: { count: 69, p50Ms: 310_000, p90Ms: 1_240_000 },
  },
  rules: [{ rule: 'intrusion', kind: 'intrusion', incidents: 51, closed: 48, falseAlarms: 9, events: 1_210 }],
  eventRules: [
    {
      ...{ site: 'cho-da-lat', agent: 'gate-1', camera: 'cong-chinh', eventRule: 'Sân trước', type: 'zone.entered' },
      ...{ incidents: 31, falseAlarms: 6 },
    },
  ],
}

const well = { ok: true }
export const health: CollectorHealth = {
  ...{ ok: true, version: '0.1.0', stored: 19_204, duplicates: 12, quarantined: 0 },
  checks: { broker: well, ingest: well, store: well, incidents: well, certificate: well },
}

export const times = { at, before: at - 86_400_000, after: at + 86_400_000 }

const kept = { events: 365, counts: 1_825, snapshots: 90, clips: 30, incidents: 1_825 }
export const retention: RetentionReport = {
  ...{ enabled: true, days: kept, branches: [{ branch: 'ward-7', days: { clips: 60 }, isKnown: true }] },
  ...{ mediaBytes: 412_000_000_000, freeBytes: 18_000_000, isRunning: false },
  runs: [
    {
      ...{ startedAt: at, endedAt: at + 4_200 },
      deleted: [
        {
          ...{ class: 'clips', why: 'age', count: 212, bytes: 3_100_000_000 },
          ...{ oldestAt: at - 31 * 86_400_000, newestAt: at - 30 * 86_400_000 },
        },
      ],
    },
  ],
}
