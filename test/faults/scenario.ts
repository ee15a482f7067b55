import type { Finding } from './checker.ts'
import type { Line, Scale } from './line.ts'

export type Outcome = Finding & {
  /** What was done, with its numbers. */
  readonly done: string
}

/** A fault on the way of events from the outbox to the store. */
export type Scenario = Omit<Line, 'run'> & {
  run(seed: number, scale: Scale, progress: (text: string) => void): Promise<Outcome>
}
