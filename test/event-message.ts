import type { EventDraft, EventMessage } from '../wire/event.ts'

const id = '0190b5c8-7b1e-7cc3-98c4-dc0c0c073980'

/** A valid draft to vary. */
export function eventDraft(changes: Partial<EventDraft> = {}): EventDraft {
  return {
    id,
    camera: 'gate',
    type: 'zone.entered',
    phase: 'pulse',
    at: 1_795_362_000_000,
    clock: 'ntp',
    rule: 'visit',
    object: { track: 1, class: 'Human', label: 'person', score: 0.87, box: [0.1, 0.2, 0.1, 0.3] },
    model: 'yolox-nano-416@1',
    config: 'a1b2c3d4',
    ...changes,
  }
}

/** A valid message to vary. */
export function eventMessage(changes: Partial<EventMessage> = {}): EventMessage {
  return { v: 1, agent: 'box-7', boot: 1, seq: 1, ...eventDraft(), ...changes }
}
