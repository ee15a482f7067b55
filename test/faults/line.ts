/** How much of everything: a few minutes of it, or what belongs into a test run. */
export type Scale = { readonly kills: number; readonly redeliveries: number; readonly backlog: number }

/** What a fault came to: a row of its table. */
export type Row = {
  /** What was done, with its numbers. */
  readonly done: string
  readonly cells: readonly string[]
  /** What is wrong, in words; empty when nothing is. */
  readonly complaints: readonly string[]
  readonly isGood: boolean
}

/** One kind of fault: real programs, a seed that says what happens to them, one row of a table. */
export type Line = {
  readonly name: string
  /** What goes wrong, in a few words. */
  readonly fault: string
  /** Why it cannot run on this machine. */
  readonly impossible?: () => string | undefined
  run(seed: number, scale: Scale, progress: (text: string) => void): Promise<Row>
}

/** Faults that are judged by the same figures. */
export type Table = {
  /** Names of the cells, between what was done and the seconds that it took. */
  readonly columns: readonly string[]
  readonly lines: readonly Line[]
}
