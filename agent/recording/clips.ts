import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../runtime/log.ts'
import type { EventDraft } from '../../wire/event.ts'
import type { Clip } from '../../wire/event-media.ts'
import { ClipRefusedError } from './clip-refused-error.ts'
import {
  type ClipPlan,
  type ClipWindow,
  type Live,
  planClip,
  type Rolls,
  shareWindow,
  toleranceMs,
} from './clip-window.ts'
import type { PendingClip, PendingClips } from './pending-clips.ts'
import type { Ring } from './ring.ts'
import type { Segment } from './segment.ts'

export type ClipsOptions = {
  readonly ring: Pick<Ring, 'segments'>
  readonly live: () => Live | undefined
  readonly rolls: Rolls
  readonly pending: PendingClips
  /** Where a clip lies while it is cut. */
  readonly folder: string
  /** Whether the clip of an event is wanted, as its message says. */
  readonly isWanted: (draft: EventDraft) => boolean
  readonly cut: (window: ClipWindow, file: string) => Promise<Clip>
  /** Takes the file away, to be uploaded. */
  readonly keep: (clip: Clip, file: string) => Promise<void>
  /** Uploads a clip that was taken away before others. */
  readonly hurry: (sha256: string) => void
  /** The message that names the clip, or says why there is none; on disk when it resolves. */
  readonly tell: (update: EventDraft) => Promise<void>
  readonly now: () => number
  readonly log: Log
  readonly signal: AbortSignal
}

export type Clips = {
  /** Follows the messages of a camera: which events there are, and until when. */
  follow(drafts: readonly EventDraft[]): void
  /** Somebody asks for the clip of an event. */
  request(clip: PendingClip): 'requested' | 'gone'
  status(): ClipsStatus
  /** Resolves when nothing is being cut any more. What is pending is left for the next start. */
  readonly closed: Promise<void>
}

export type ClipsStatus = {
  readonly pending: number
  /** Since start. */
  readonly cut: number
  /** Given up since start: there was no footage, or cutting failed again and again. */
  readonly failed: number
}

const lookEveryMs = 250
const maxAttempts = 3
const clipSuffix = '.mp4.part'
/** Where much happens at once, most events are in the clip of another. */
const rememberedClips = 8
/** Events that happen within this share one clip. */
const togetherMs = 10_000

/** Cuts the clips of one camera, one after the other, each when what it shall show has been recorded. */
export function createClips(options: ClipsOptions): Clips {
  const { ring, live, rolls, pending, folder, isWanted, cut, keep, hurry, tell, now, log, signal } = options
  const attempts = new Map<string, number>()
  const counts = { cut: 0, failed: 0 }
  const sharedMs = rolls.preRollMs + rolls.postRollMs + togetherMs
  /** The newest first. */
  const recent: Clip[] = []
  mkdirSync(folder, { recursive: true })
  // What a crash left half written.
  for (const name of readdirSync(folder)) if (name.endsWith(clipSuffix)) rmSync(join(folder, name), { force: true })

  const note = (clip: PendingClip): void => {
    pending.put(clip).catch((error: unknown) => {
      log.error({ err: error, event: clip.id }, 'a pending clip cannot be noted; a crash before it is cut loses it')
    })
  }

  const begin = ({ id, camera, type, clock, rule, at }: EventDraft, endAt: number | undefined): void => {
    note({
      id,
      camera,
      type,
      startAt: at,
      ...(clock && { clock }),
      ...(rule && { rule }),
      ...(endAt !== undefined && { endAt }),
    })
  }

  const giveUp = async (clip: PendingClip, error: unknown): Promise<void> => {
    counts.failed += 1
    attempts.delete(clip.id)
    log.error({ err: error, event: clip.id, type: clip.type, startAt: clip.startAt }, 'an event goes without its clip')
    const clipFailure = error instanceof ClipRefusedError ? error.code : 'failed'
    // Whom the outbox does not let know, the log does.
    await tell(toUpdate(clip, now(), { clipFailure })).catch(() => undefined)
    await pending.remove(clip.id)
  }

  const make = async (event: PendingClip, window: ClipWindow): Promise<Clip> => {
    const file = join(folder, `${event.id}${clipSuffix}`)
    const startedAt = performance.now()
    const clip = await cut(window, file)
    await keep(clip, file)
    counts.cut += 1
    recent.unshift(clip)
    recent.splice(rememberedClips)
    const { sha256, durationMs, bytes } = clip
    const tookMs = Math.round(performance.now() - startedAt)
    log.info({ event: event.id, clip: sha256, durationMs, bytes, tookMs }, 'clip cut')
    const missingMs = clip.at - window.from
    if (missingMs > 0) log.warn({ event: event.id, missingMs }, 'the ring did not reach back to the pre-roll of a clip')
    return clip
  }

  const attend = async (event: PendingClip, plan: Exclude<ClipPlan, 'wait'>): Promise<void> => {
    if (plan === 'absent') {
      return giveUp(
        event,
        new ClipRefusedError('not-recorded', 'recording: nothing was recorded at the time of the event'),
      )
    }
    try {
      const clip = recent.find((cut) => shows(cut, plan)) ?? (await make(event, plan))
      if (event.isUrgent) hurry(clip.sha256)
      await tell(toUpdate(event, clip.at + clip.durationMs, { clip }))
      await pending.remove(event.id)
      attempts.delete(event.id)
    } catch (error) {
      // The next start cuts it.
      if (signal.aborted) return
      if (error instanceof ClipRefusedError) return giveUp(event, error)
      const attempt = (attempts.get(event.id) ?? 0) + 1
      attempts.set(event.id, attempt)
      if (attempt < maxAttempts) return log.warn({ err: error, event: event.id, attempt }, 'a clip is cut once more')
      await giveUp(event, error)
    }
  }

  const look = async (): Promise<void> => {
    const due = pending.list().flatMap((event) => {
      const plan = planClip(event, ring.segments(), live(), rolls, now())
      return plan === 'wait' ? [] : [{ event, plan }]
    })
    for (const [index, { event, plan }] of due.entries()) {
      if (signal.aborted) return
      const later = due.slice(index + 1).flatMap((other) => (other.plan === 'absent' ? [] : other.plan))
      await attend(event, plan === 'absent' ? plan : shareWindow(plan, later, sharedMs))
    }
  }

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await look()
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  return {
    follow(drafts) {
      for (const draft of drafts) {
        const known = pending.find(draft.id)
        if (draft.phase === 'end' && known !== undefined) note({ ...known, endAt: draft.at })
        else if (draft.phase === 'start' && isWanted(draft)) begin(draft, undefined)
        else if (draft.phase === 'pulse' && isWanted(draft)) begin(draft, draft.at)
      }
    },
    request(clip) {
      const known = pending.find(clip.id)
      if (known === undefined && !isRecorded(clip.startAt, ring.segments(), live())) return 'gone'
      note({ ...clip, ...known, isUrgent: true })
      return 'requested'
    },
    status: () => ({ pending: pending.list().length, ...counts }),
    closed: run(),
  }
}

/** Whether the start of an event is recorded or about to be: a clip that begins later is not what somebody asked for. */
function isRecorded(startAt: number, segments: readonly Segment[], live: Live | undefined): boolean {
  if (live !== undefined && startAt > live.recordedTo - toleranceMs) return true
  return segments.some(({ at, endAt }) => at <= startAt + toleranceMs && endAt >= startAt - toleranceMs)
}

/** Whether a clip has all of a window: then the event needs none of its own. */
function shows({ at, durationMs }: Clip, { from, to }: ClipWindow): boolean {
  return at <= from && at + durationMs >= to
}

/** Nothing of the event changes but that it has a clip, or none: it may be over already. */
function toUpdate(
  { id, camera, type, clock, rule }: PendingClip,
  at: number,
  media: NonNullable<EventDraft['media']>,
): EventDraft {
  return { id, camera, type, phase: 'update', at, ...(clock && { clock }), ...(rule && { rule }), media }
}
