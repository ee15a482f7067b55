/** What can be wrong with a camera itself; the names are those of the config. */
export const faultKinds = [
  'offline',
  'frozen',
  'covered',
  'defocused',
  'moved',
  'dark',
  'lossy',
  'detector',
  'clock',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** That something is wrong with a camera, or no more. `start` … `end` of one kind are one event. */
export type Fault = {
  readonly kind: FaultKind
  readonly phase: 'start' | 'end'
  /** Epoch milliseconds of the frame that shows it; where there is none, of the last one there was. */
  readonly at: number
  /** Why, as a code. */
  readonly cause?: string
  readonly reason?: 'recovered' | 'source-lost'
}

/** What one look says about one kind of fault. Where it cannot be judged, what was known before stays. */
export type Verdict = 'bad' | 'good' | 'unknown'
