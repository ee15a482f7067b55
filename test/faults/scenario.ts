import type { Finding } from './checker.ts'

/** How much of everything: a few minutes of it, or what belongs into a test run. */
export type Scale = { readonly kills: number; readonly redeliveries: number; readonly backlog: number }

export type Outcome = Finding & {
  /** What was done, with its numbers. */
  readonly done: string
}

/** One kind of fault: real programs, a seed that says what happens to them, one row of the table. */
export type Scenario = {
  readonly name: string
  /** What goes wrong, in a few words. */
  readonly fault: string
  /** Why it cannot run on this machine. */
  readonly impossible?: () => string | undefined
  run(seed: number, scale: Scale, progress: (text: string) => void): Promise<Outcome>
}
