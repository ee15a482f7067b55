import { v7 } from 'uuid'
import type { ClockQuality, EventDraft } from '../../wire/event.ts'
import { createChance } from '../simulation/chance.ts'

/** What a test agent has to tell: instants, and events that start, change and end. Each draft has a number, ascending. */
export type Telling = {
  next(at: number, clock: ClockQuality): EventDraft
  /** Ends what is open, as an agent does that is stopped. */
  endAll(at: number, clock: ClockQuality): EventDraft[]
  told(): number
}

const maxOpen = 6

/** @param firstNumber drafts are numbered from here, as their track */
export function createTelling(seed: number, firstNumber: number): Telling {
  const chance = createChance(seed)
  const open: string[] = []
  let told = 0

  const draft = (id: string, phase: EventDraft['phase'], at: number, clock: ClockQuality): EventDraft => {
    const track = firstNumber + told
    told += 1
    const object = { track, class: 'Human', label: 'person', score: 0.87, box: [0.1, 0.2, 0.1, 0.3] as const }
    const isEnd = phase === 'end'
    return {
      ...{ id, camera: 'gate', type: 'zone.entered', phase, at, clock, rule: 'yard' },
      object: { ...object, box: [...object.box] },
      ...(isEnd && { reason: 'left' as const }),
      ...(!isEnd && { model: 'yolox-nano-416@1', config: 'a1b2c3d4' }),
    }
  }

  return {
    next(at, clock) {
      if (open.length > 0 && (open.length === maxOpen || chance.of(0.4))) {
        const id = chance.oneOf(open as [string, ...string[]])
        if (chance.of(0.3)) return draft(id, 'update', at, clock)
        open.splice(open.indexOf(id), 1)
        return draft(id, 'end', at, clock)
      }
      const id = v7({ msecs: at })
      if (chance.of(0.4)) return draft(id, 'pulse', at, clock)
      open.push(id)
      return draft(id, 'start', at, clock)
    },
    endAll: (at, clock) => open.splice(0).map((id) => draft(id, 'end', at, clock)),
    told: () => told,
  }
}
