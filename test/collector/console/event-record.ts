import type { EventRecord } from '../../../wire/rest.ts'

/** An event as the collector lists it, with what a test cares about. */
export function eventRecord(facts: Partial<EventRecord> = {}): EventRecord {
  return {
    id: '01890000-0000-7000-8000-000000000000',
    site: 'site-1',
    agent: 'agent-1',
    camera: 'gate',
    type: 'zone.entered',
    phase: 'start',
    startAt: 1_000,
    receivedAt: 1_500,
    clock: 'ntp',
    boot: 1,
    firstSeq: 1,
    lastSeq: 1,
    replayed: false,
    ...facts,
  }
}
