import type { Messages } from './messages.ts'

/** What every command is given. */
export type CommandContext = {
  /** The data folder of the collector. */
  readonly folder: string
  readonly messages: Messages
  readonly json: boolean
  readonly output: (line: string) => void
  readonly complain: (line: string) => void
}
