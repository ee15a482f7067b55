import { expect, it, vi } from 'vitest'
import { encode, parse } from '../../../wire/codec.ts'
import { openBroker, openCollector } from './peers.ts'
import { agentRoot, connected, later, newOutbox, patience, start } from './running.ts'

it('an agent answers a collector that asks for a clip, and refuses what comes late or cannot be read', async () => {
  const broker = later(await openBroker())
  const collector = later(await openCollector(broker.port))
  start(broker.port, newOutbox())
  await connected(collector)
  const command = {
    v: 1,
    event: '01900000-0000-7000-8000-000000000001',
    camera: 'gate',
    type: 'line.crossed',
    startAt: 1,
  }
  const ask = (more: object) => collector.publish(`${agentRoot}/command/clip`, encode({ ...command, ...more }))
  const reply = () => parse.clipReply(collector.latest.get(`${agentRoot}/reply/clip`)?.payload as Buffer)
  // Until it has subscribed nobody hears it.
  const askUntil = async (more: object, outcome: string) => {
    await vi.waitFor(async () => {
      await ask(more)
      expect(reply()).toMatchObject({ outcome })
    }, patience)
  }
  await askUntil({ request: 'a', deadline: Date.now() + 60_000 }, 'gone')
  await ask({ request: 'b' })
  await askUntil({ request: 'c', deadline: Date.now() - 1 }, 'expired')
  expect(reply().request).toBe('c')
})
