/** What people may do with an incident, and why not. Pure. */
import type { CloseReason, IncidentChange, IncidentEntry, IncidentRecord, IncidentState } from '../../wire/incidents.ts'

export type IncidentErrorCode =
  | 'not-found'
  | 'version-conflict'
  | 'invalid-transition'
  | 'reason-required'
  | 'invalid-incident'

/** Why a change is refused; the message is a sentence for the person who asked for it. */
export class IncidentError extends Error {
  readonly code: IncidentErrorCode

  constructor(code: IncidentErrorCode, message: string) {
    super(message)
    this.name = 'IncidentError'
    this.code = code
  }
}

/** Nothing becomes new again, so that the time to the first person stays true. */
const following: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  new: ['acknowledged', 'in-progress', 'on-hold', 'closed'],
  acknowledged: ['in-progress', 'on-hold', 'closed'],
  'in-progress': ['acknowledged', 'on-hold', 'closed'],
  'on-hold': ['acknowledged', 'in-progress', 'closed'],
  closed: ['acknowledged', 'in-progress'],
}

/** What a change sets; what it leaves as it is, is absent. */
export type Changed = {
  readonly state?: IncidentState
  /** null: it is open again. */
  readonly reason?: CloseReason | null
  readonly owner?: string | null
  readonly acknowledgedAt?: number
  readonly closedAt?: number | null
}

export type LoggedEntry = Pick<IncidentEntry, 'what' | 'from' | 'to'>

/**
 * Checks a change of state and owner against what the incident is.
 * @returns what it sets, and what is to be written into its history
 * @throws IncidentError
 */
export function changeOf(
  incident: Pick<IncidentRecord, 'number' | 'state' | 'reason' | 'owner' | 'acknowledgedAt'>,
  { state = incident.state, reason, owner }: Pick<IncidentChange, 'state' | 'reason' | 'owner'>,
  by: string,
  now: number,
): { readonly changed: Changed; readonly entries: readonly LoggedEntry[] } {
  const isMove = state !== incident.state
  refuse(incident, state, reason)
  const isFirst = isMove && incident.state === 'new' && incident.acknowledgedAt === undefined
  // Who takes it up first and closes it not at once works on it, until somebody is named.
  const nextOwner = owner === undefined && isFirst && state !== 'closed' ? (incident.owner ?? by) : owner
  const isHandedOver = nextOwner !== undefined && (nextOwner ?? undefined) !== incident.owner
  return {
    changed: {
      ...(isMove && { state }),
      ...(isFirst && { acknowledgedAt: now }),
      ...(isMove && state === 'closed' && { closedAt: now }),
      ...(isMove && incident.state === 'closed' && { closedAt: null, reason: null }),
      ...(reason !== undefined && { reason }),
      ...(isHandedOver && { owner: nextOwner }),
    },
    entries: [
      ...(isMove ? [{ what: 'state' as const, from: incident.state, to: reason ? `${state}: ${reason}` : state }] : []),
      ...(!isMove && reason !== undefined && reason !== incident.reason
        ? [{ what: 'state' as const, from: `closed: ${incident.reason}`, to: `closed: ${reason}` }]
        : []),
      ...(isHandedOver ? [{ what: 'owner' as const, ...fromTo(incident.owner, nextOwner ?? undefined) }] : []),
    ],
  }
}

function refuse(
  { number, state: present, reason: why }: Pick<IncidentRecord, 'number' | 'state' | 'reason'>,
  state: IncidentState,
  reason: CloseReason | undefined,
): void {
  if (why === 'merged')
    throw new IncidentError('invalid-transition', `incident ${number} was merged into another; change that one`)
  if (state !== present && !following[present].includes(state))
    throw new IncidentError(
      'invalid-transition',
      `incident ${number} is ${present} and cannot become ${state}; it can become ${following[present].join(', ')}`,
    )
  if (state === 'closed' && present !== 'closed' && reason === undefined)
    throw new IncidentError('reason-required', `to close incident ${number}, say why: reason`)
  if (state !== 'closed' && reason !== undefined)
    throw new IncidentError('invalid-incident', 'reason: only what is closed has one; leave it out')
}

export function fromTo(from: string | undefined, to: string | undefined): { from?: string; to?: string } {
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}
