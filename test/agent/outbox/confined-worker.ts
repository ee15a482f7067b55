/** A program that appends an event every few milliseconds, and prints what its outbox says of itself each time. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openOutbox } from '../../../agent/outbox/outbox.ts'
import { eventDraft } from '../../event-message.ts'
import { lostNotice } from '../../lost-notice.ts'

const [file = ''] = process.argv.slice(2)
const identity = { site: 'harbour', agent: 'box-7' }
const outbox = openOutbox({ file, identity, now: Date.now, declare: lostNotice, groupMs: 1 })
for (let number = 1; ; number++) {
  outbox.append([eventDraft({ at: number })]).catch(() => undefined)
  process.stdout.write(`${JSON.stringify({ number, ...outbox.status() })}\n`)
  await sleep(10)
}
