/** What a message leaves out since it is the usual thing, and what its absence means. */
import type { ClockQuality, DetectedObject, EventDraft } from './event.ts'

/** Of a message without `clock`. */
export const usualClock: ClockQuality = 'ntp'

/** Of an object without `label`: its kind, in the words of COCO. */
export function usualLabel({ class: name, vehicleType }: Pick<DetectedObject, 'class' | 'vehicleType'>): string {
  return name === 'Human' ? 'person' : (vehicleType ?? name).toLowerCase()
}

/** The same with what is usual left out; the order of what is left stays. */
export function withoutUsual(draft: EventDraft): EventDraft {
  const short = { ...draft }
  if (draft.clock === usualClock) delete short.clock
  if (draft.object === undefined || draft.object.label !== usualLabel(draft.object)) return short
  short.object = { ...draft.object }
  delete short.object.label
  return short
}
