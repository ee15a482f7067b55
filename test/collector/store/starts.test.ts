import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEventQuery } from '../../../collector/query/events.ts'
import type { Arrival } from '../../../collector/store/arrival.ts'
import { openDatabase } from '../../../collector/store/database.ts'
import { createStore } from '../../../collector/store/store.ts'
import type { EventMessage } from '../../../wire/event.ts'
import { eventMessage } from '../../event-message.ts'
import { eventId, temporaryFolder } from '../running.ts'

const says = { model: 'yolox-nano-416@1', config: 'a1b2c3d4' }
const { object: _, rule: __, model: ___, config: ____, ...notice } = eventMessage()
const started: EventMessage = { ...notice, id: eventId(1), camera: 'agent', type: 'agent.started', ...says }

function message(seq: number, changes: Partial<EventMessage> = {}): EventMessage {
  const { model: _, config: __, ...rest } = eventMessage({ id: eventId(seq), seq, ...changes })
  return { ...rest, ...(changes.config !== undefined && { config: changes.config }) }
}

function arrival(message: EventMessage): Arrival {
  return { kind: 'event', site: 'site-1', agent: message.agent, topic: 't', receivedAt: 50, message }
}

describe('what an agent runs', () => {
  const found = message(2)
  const fault: EventMessage = { ...notice, id: eventId(3), seq: 3, type: 'camera.dark' }
  const { model: _m, config: _c, ...bareFault } = { ...fault, ...says }
  const ofOldAgent = message(4, { config: 'deadbeef' })
  const ofNextBoot = message(9, { boot: 2 })
  const all = [started, found, bareFault, ofOldAgent, ofNextBoot]

  it.each([
    ['after', all],
    ['before', all.toReversed()],
  ])('is said of every event of its boot, where its start came %s the others', (_, order) => {
    const db = openDatabase(join(temporaryFolder(), 'collector.db'))
    const store = createStore(db, { quarantineRows: 10 })
    const events = createEventQuery(db)
    for (const sent of order) store.write([arrival(sent)])
    expect(events.find(found.id)).toMatchObject(says)
    expect(events.find(fault.id)).toMatchObject({ config: says.config })
    expect(events.find(fault.id)?.model).toBeUndefined()
    expect(events.find(ofOldAgent.id)?.config).toBe('deadbeef')
    expect(events.find(ofNextBoot.id)?.config).toBeUndefined()
  })

  it('is told with what is told as it comes', () => {
    const store = createStore(openDatabase(join(temporaryFolder(), 'collector.db')), { quarantineRows: 10 })
    const { events } = store.write([arrival(started), arrival(found)])
    expect(events.find(({ id }) => id === found.id)).toMatchObject(says)
  })
})
