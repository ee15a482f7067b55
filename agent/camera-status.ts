import type { CameraHealth, CameraState } from '../wire/health.ts'

export type CameraStatus = {
  readonly state: () => CameraState
  /** A frame was analysed: the camera is live, whatever it was. */
  analysed(frame: { at: number; width: number; height: number }, inferenceMs: number): void
  /** A frame came, but the detector failed on it. `reason` is a code, `detail` the same as a sentence. */
  detectorFailed(reason: string, detail: string): void
  /** No picture; the source is tried again. */
  down(reason: string, detail: string): void
  /** A file was played to its end. */
  ended(): void
  /** There is a connection, which counts frames overtaken by newer ones, and how often data of a picture was missed. */
  connected(counts: ConnectionCounts): void
  /** The connection is over; what it has counted stays. */
  disconnected(): void
  /** What health says of it; rates and medians are since the last call. */
  report(): CameraHealth
  /** What only grows, and how it stands now: for monitoring, which may ask at any time. */
  totals(): CameraTotals
}

export type ConnectionCounts = { readonly dropped: () => number; readonly damage: () => number }

export type CameraTotals = Pick<CameraHealth, 'camera' | 'state' | 'since' | 'frameAt' | 'fpsAsked'> & {
  readonly frames: number
  readonly dropped: number
  readonly damaged: number
  readonly reconnects: number
  readonly inferenceFailures: number
  readonly inferenceSumMs: number
  /** How long nothing was heard of its supervision: neither a frame nor a failure. */
  readonly quietMs: number
}

export type CameraStatusOptions = {
  readonly camera: string
  readonly fpsAsked: number
  readonly now: () => number
  /** Called when the state, or the reason for it, changes. */
  readonly onChange: (state: CameraState, reason: string | undefined) => void
}

/** Enough for a period of 30 s at 30 fps; a longer one is judged by its newest frames. */
const maxTimings = 1024

/** The honest state of one camera: `live` is earned by an analysed frame and by nothing else. */
export function createCameraStatus({ camera, fpsAsked, now, onChange }: CameraStatusOptions): CameraStatus {
  let state: CameraState = 'starting'
  let since = now()
  let why: { reason: string; detail: string } | undefined
  let last: { at: number; width: number; height: number } | undefined
  let timings: number[] = []
  let analysedSince = 0
  let reportedAt = performance.now()
  let heardAt = performance.now()
  let inferenceSumMs = 0
  let connection: ConnectionCounts | undefined
  const earlier = { dropped: 0, damaged: 0 }
  const counts = { frames: 0, reconnects: 0, inferenceFailures: 0 }

  const drops = () => ({
    dropped: earlier.dropped + (connection?.dropped() ?? 0),
    damaged: earlier.damaged + (connection?.damage() ?? 0),
  })

  const become = (next: CameraState, nextWhy?: { reason: string; detail: string }): void => {
    heardAt = performance.now()
    const changed = next !== state || nextWhy?.reason !== why?.reason
    if (next !== state) since = now()
    state = next
    why = nextWhy
    if (changed) onChange(state, why?.reason)
  }

  return {
    state: () => state,
    analysed({ at, width, height }, inferenceMs) {
      last = { at, width, height }
      counts.frames += 1
      analysedSince += 1
      inferenceSumMs += inferenceMs
      timings.push(inferenceMs)
      if (timings.length > maxTimings) timings.shift()
      become('live')
    },
    detectorFailed(reason, detail) {
      counts.inferenceFailures += 1
      become('degraded', { reason, detail })
    },
    down(reason, detail) {
      counts.reconnects += 1
      become('down', { reason, detail })
    },
    ended: () => become('ended'),
    connected(opened) {
      connection = opened
    },
    disconnected() {
      Object.assign(earlier, drops())
      connection = undefined
    },
    totals: () => ({
      camera,
      state,
      since,
      fpsAsked,
      ...(last !== undefined && { frameAt: last.at }),
      ...counts,
      ...drops(),
      inferenceSumMs,
      quietMs: performance.now() - heardAt,
    }),
    report() {
      const seconds = Math.max(0.001, (performance.now() - reportedAt) / 1000)
      const fpsGot = Math.round((analysedSince / seconds) * 100) / 100
      const inferenceMs = median(timings)
      timings = []
      analysedSince = 0
      reportedAt = performance.now()
      return {
        camera,
        state,
        since,
        ...(why !== undefined && { reason: why.reason, detail: why.detail.slice(0, 400) }),
        ...(last !== undefined && { frameAt: last.at, width: last.width, height: last.height }),
        fpsAsked,
        fpsGot,
        ...(inferenceMs !== undefined && { inferenceMs }),
        ...counts,
        ...drops(),
      }
    },
  }
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  return middle === undefined ? undefined : Math.round(middle * 10) / 10
}
