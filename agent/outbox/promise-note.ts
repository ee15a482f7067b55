import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * A number in a file of its own that can be changed while the disk is full, because its bytes are there already: up to which
 * sequence number events would reach if memory could be written. An agent that is stopped before it could write them finds
 * here what it must declare as lost.
 */
export type PromiseNote = {
  readonly upTo: number
  /** Does what it can: there is nowhere else to turn when this fails too. */
  write(upTo: number): void
  close(): void
}

const width = 20

export function promiseNoteOf(outboxFile: string): string {
  return `${outboxFile}.promised`
}

export function openPromiseNote(outboxFile: string): PromiseNote {
  const file = promiseNoteOf(outboxFile)
  const upTo = readNumber(file)
  let handle = openQuietly(file, upTo)
  return {
    upTo,
    write(next) {
      handle ??= openQuietly(file, next)
      if (handle !== undefined) writeQuietly(handle, next)
    },
    close() {
      if (handle !== undefined) closeSync(handle)
    },
  }
}

function readNumber(file: string): number {
  try {
    const number = Number(readFileSync(file, 'utf8'))
    return Number.isSafeInteger(number) && number > 0 ? number : 0
  } catch {
    return 0
  }
}

/** Its bytes are claimed now, while there may be room for them. */
function openQuietly(file: string, upTo: number): number | undefined {
  try {
    const handle = openSync(file, 'a')
    closeSync(handle)
    const opened = openSync(file, 'r+')
    writeQuietly(opened, upTo)
    return opened
  } catch {
    return undefined
  }
}

function writeQuietly(handle: number, upTo: number): void {
  try {
    writeSync(handle, String(upTo).padStart(width), 0)
    fdatasyncSync(handle)
  } catch {
    // The disk refuses even this: what memory holds is lost without a declaration if the agent is stopped now.
  }
}
