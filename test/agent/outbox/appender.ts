/** A program that appends events until it is killed, and prints the number of each that it was told is written. */
import { openOutbox } from '../../../agent/outbox/outbox.ts'
import { eventDraft } from '../../event-message.ts'
import { lostNotice } from '../../lost-notice.ts'

const [file = '', first = '0'] = process.argv.slice(2)
const outbox = openOutbox({
  file,
  identity: { site: 's', agent: 'box-7' },
  now: Date.now,
  declare: lostNotice,
  groupMs: 1,
})

async function appendForEver(start: number, step: number): Promise<void> {
  for (let number = start; ; number += step) {
    await outbox.append([eventDraft({ at: number })])
    process.stdout.write(`${number}\n`)
  }
}

const writers = 8
await Promise.all(Array.from({ length: writers }, (_, index) => appendForEver(Number(first) + index, writers)))
