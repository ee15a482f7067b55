import { v7 } from 'uuid'
import type { ClockQuality, EventDraft, Hole } from '../wire/event.ts'
import { agentItself } from '../wire/topics.ts'

/** Events about the agent itself. */
export type Notices = {
  /** First of all, so that no other message need say it. @param runs what the agent runs */
  started(runs: Pick<EventDraft, 'model' | 'config'>): EventDraft
  lost(hole: Hole): EventDraft
  evicted(count: number, bytes: number): EventDraft
}

export function createNotices(now: () => number, clock: () => ClockQuality): Notices {
  const notice = (type: string) => {
    const at = now()
    return { id: v7({ msecs: at }), camera: agentItself, type, phase: 'pulse' as const, at, clock: clock() }
  }
  return {
    started: (runs) => ({ ...notice('agent.started'), ...runs }),
    lost: (lost) => ({ ...notice('outbox.lost'), lost }),
    evicted: (count, bytes) => ({ ...notice('media.evicted'), evicted: { count, bytes } }),
  }
}
