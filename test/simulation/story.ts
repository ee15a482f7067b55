import type { EventDraft } from '../../wire/event.ts'
import { eventDraft } from '../event-message.ts'
import type { Chance } from './chance.ts'

/** What an agent has to tell: events that start, change and end, and instants; `at` numbers them. */
export type Story = {
  next(count: number): EventDraft[]
  /** Nobody goes on with what was open: the agent that told it is gone. */
  breakOff(): void
  /** How many drafts there were. */
  told(): number
}

export function createStory(chance: Chance): Story {
  let told = 0
  let open: string[] = []

  const draft = (): EventDraft => {
    told += 1
    const at = told
    if (open.length > 0 && chance.of(0.5)) {
      const id = chance.oneOf(open as [string, ...string[]])
      if (chance.of(0.4)) return eventDraft({ id, at, phase: 'update' })
      open = open.filter((other) => other !== id)
      return eventDraft({ id, at, phase: 'end', reason: 'left', dwellMs: at })
    }
    const id = `01900000-0000-7000-8000-${at.toString(16).padStart(12, '0')}`
    if (chance.of(0.3)) return eventDraft({ id, at })
    open.push(id)
    return eventDraft({ id, at, phase: 'start' })
  }

  return {
    next: (count) => Array.from({ length: count }, draft),
    breakOff() {
      open = []
    },
    told: () => told,
  }
}
