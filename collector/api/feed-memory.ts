import { randomBytes } from 'node:crypto'
import type { FeedMessages } from '../../wire/rest.ts'

export type FeedMessage = {
  readonly id: string
  readonly name: keyof FeedMessages
  readonly site: string
  /** As it is sent, without its id. */
  readonly text: string
}

/** What was told lately, for those who were away. In memory: what was before a restart is a gap. */
export type FeedMemory = {
  add(message: Omit<FeedMessage, 'id'>): FeedMessage
  /** Of the newest message, or of the moment before the first. */
  lastId(): string
  /** What came after a message; undefined when some of it is not known any more. */
  since(id: string): readonly FeedMessage[] | undefined
  /** From now on nothing is followed: what was told before and what will be told later do not go together. */
  forget(): void
}

/** @param maxBytes of the texts; the newest message is always kept */
export function createFeedMemory(maxBytes: number): FeedMemory {
  const held: FeedMessage[] = []
  let bytes = 0
  let run = newRun()
  /** Of the newest message. */
  let n = 0

  const trim = (): void => {
    let gone = 0
    while (bytes > maxBytes && gone < held.length - 1) {
      bytes -= held[gone]?.text.length ?? 0
      gone += 1
    }
    if (gone > 0) held.splice(0, gone)
  }

  return {
    add(message) {
      n += 1
      const kept = { ...message, id: `${run}-${n}` }
      held.push(kept)
      bytes += kept.text.length
      trim()
      return kept
    },
    lastId: () => `${run}-${n}`,
    since(id) {
      const [, ofRun, number = ''] = /^([0-9a-f]{12})-(\d{1,15})$/.exec(id) ?? []
      const missed = n - Number(number)
      const isKnown = ofRun === run && missed >= 0 && missed <= held.length
      return isKnown ? held.slice(held.length - missed) : undefined
    },
    forget() {
      held.length = 0
      bytes = 0
      n = 0
      run = newRun()
    },
  }
}

function newRun(): string {
  return randomBytes(6).toString('hex')
}
