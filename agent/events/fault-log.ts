import type { ClockQuality, EventDraft, Severity } from '../../wire/event.ts'
import type { Frame } from '../decode/frame.ts'
import type { Fault, FaultKind } from '../watch/fault.ts'
import { eventId } from './event-id.ts'
import type { Report } from './event-log.ts'

export type FaultLogOptions = {
  readonly camera: string
  /** Makes ids unique among all agents and boots, e.g. `site/agent/boot`. */
  readonly origin: string
  readonly clock: () => ClockQuality
  readonly severity: (kind: FaultKind) => Severity
}

/** Turns what is wrong with a camera into event messages: one event for each fault, from start to end. */
export type FaultLog = {
  /** @param frame shows it; left out where there is no picture */
  report(faults: readonly Fault[], frame?: Frame): Report[]
  /** Ids of the events that last. */
  openIds(): string[]
}

const types: Readonly<Record<FaultKind, string>> = {
  offline: 'camera.offline',
  frozen: 'camera.frozen',
  covered: 'camera.covered',
  defocused: 'camera.defocused',
  moved: 'camera.moved',
  dark: 'camera.dark',
  lossy: 'camera.lossy',
  detector: 'detector.failed',
  clock: 'clock.bad',
}

export function createFaultLog({ camera, origin, clock, severity }: FaultLogOptions): FaultLog {
  const open = new Map<FaultKind, string>()

  const draft = ({ kind, phase, at }: Fault, id: string): EventDraft => {
    return { id, camera, type: types[kind], phase, at, clock: clock(), severity: severity(kind) }
  }

  const begin = (fault: Fault, frame: Frame | undefined): Report[] => {
    const { kind, at, cause } = fault
    if (open.has(kind)) return []
    const id = eventId(at, `${origin}/${camera}/${types[kind]}`)
    open.set(kind, id)
    const started = { ...draft(fault, id), ...(cause !== undefined && { cause }) }
    return [{ draft: started, ...(frame && { shot: { frame, box: [0, 0, 1, 1], quality: 0 } }) }]
  }

  const finish = (fault: Fault): Report[] => {
    const id = open.get(fault.kind)
    if (id === undefined) return []
    open.delete(fault.kind)
    return [{ draft: { ...draft(fault, id), ...(fault.reason && { reason: fault.reason }) } }]
  }

  return {
    report: (faults, frame) =>
      faults.flatMap((fault) => (fault.phase === 'start' ? begin(fault, frame) : finish(fault))),
    openIds: () => [...open.values()],
  }
}
