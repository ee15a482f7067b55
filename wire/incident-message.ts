import Type, { type Static } from 'typebox'
import { Name, Severity } from './event.ts'
import { Instant } from './event-media.ts'
import { IncidentReason, IncidentRecord, IncidentState } from './incidents.ts'

const { id, number, revision, kind, late, hold, mergedInto } = IncidentRecord.properties

/** How many cameras a message names: it must fit into 8 KiB. */
export const maxCamerasTold = 16

/** Payload of `incident/{id}`: the incident as it is now, without what only those need who work on it. */
export const IncidentMessage = Type.Object(
  {
    v: Type.Literal(1, { description: 'Major version of the contract' }),
    id,
    number,
    revision: Type.Integer({
      ...revision,
      description: 'Grows with every change: the message with the greatest is right',
    }),
    site: Type.String({ ...Name, description: 'The same as in the topic' }),
    agent: Type.String({ ...Name, description: 'The same as in the topic' }),
    cameras: Type.Array(
      Type.Object({
        site: Type.String({ ...Name, description: 'Where it is' }),
        agent: Type.String({ ...Name, description: 'Whose it is' }),
        camera: Type.String({ ...Name, description: 'Its name' }),
      }),
      { maxItems: maxCamerasTold, description: 'Cameras of its events, so many at most' },
    ),
    kind,
    rule: Type.Optional(
      Type.String({ maxLength: 64, description: 'Rule of the collector that made it; absent: a person' }),
    ),
    state: IncidentState,
    reason: Type.Optional(IncidentReason),
    severity: Type.Unsafe<Severity>({ ...Severity, description: 'How urgent it is' }),
    hold,
    late,
    startAt: Type.Integer({ ...Instant, description: 'UTC milliseconds: its first event began' }),
    lastAt: Type.Integer({ ...Instant, description: 'UTC milliseconds: its last event began or ended' }),
    lasting: Type.Boolean({ description: 'Whether an event of it still lasts' }),
    openedAt: Type.Integer({ ...Instant, description: 'UTC milliseconds, by the clock of the collector' }),
    acknowledgedAt: Type.Optional(
      Type.Integer({ ...Instant, description: 'UTC milliseconds: somebody first took it up' }),
    ),
    closedAt: Type.Optional(Type.Integer({ ...Instant, description: 'UTC milliseconds' })),
    events: Type.Integer({ minimum: 0, description: 'How many events are in it' }),
    suppressed: Type.Integer({ minimum: 0, description: 'Repeats that came after it was closed as a false alarm' }),
    firstEvent: Type.Optional(
      Type.String({ pattern: '^[0-9a-f-]{36}$', description: 'Id of its first event: GET /api/events/{id}' }),
    ),
    mergedInto,
  },
  { $id: 'incident', title: 'Incident' },
)
export type IncidentMessage = Static<typeof IncidentMessage>

export function incidentMessage(record: IncidentRecord): IncidentMessage {
  const { version: _, owner: __, steps: ___, links: ____, relatedCameras: _____, splitFrom: ______, ...told } = record
  return { v: 1, ...told, cameras: record.cameras.slice(0, maxCamerasTold) }
}
