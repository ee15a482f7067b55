import { connectAsync } from 'mqtt'
import { encode } from '../../wire/codec.ts'
import type { DeliveryRecord } from '../../wire/rest.ts'
import { agentClientId, agentTopic } from '../../wire/topics.ts'
import { waitFor } from '../e2e/stack.ts'
import { eventMessage } from '../event-message.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import type { World } from './world.ts'

const identity = { site: 'harbour', agent: 'box-7' }
const perReplay = 100
const distinct = 1_000
/** What is under way: a queue that is full drops, and what is dropped does not count. */
const maxAhead = 20_000

export const redelivery: Scenario = {
  name: 'redelivery',
  fault: 'the same messages again and again',
  run: (seed, { redeliveries }, progress) =>
    play(
      { seed, agents: 1, eventsPerSecond: 5, collectorConfig: { ingest: { agentBytesPerSecond: 1_073_741_824 } } },
      async (world) => {
        const client = await connectAsync(`mqtt://127.0.0.1:${world.proxy.port}`, {
          clientId: agentClientId(identity),
          protocolVersion: 4,
          reconnectPeriod: 0,
        })
        const batches = Array.from({ length: distinct / perReplay }, (_, batch) =>
          encode(Array.from({ length: perReplay }, (_, index) => message(batch * perReplay + index + 1))),
        )
        const topic = agentTopic(identity, 'replay')
        for (let sent = 0; sent < distinct + redeliveries; sent += perReplay) {
          const batch = world.chance.oneOf(batches as [Buffer, ...Buffer[]])
          await client.publishAsync(topic, sent < distinct ? (batches[sent / perReplay] as Buffer) : batch, { qos: 1 })
          if (sent % maxAhead !== 0) continue
          progress(`${sent} of ${redeliveries}`)
          await waitFor('the store keeps up', async () => (await settled(world)) >= sent - maxAhead, {
            timeoutMs: 120_000,
          })
        }
        await waitFor('all of it is settled', async () => (await settled(world)) >= distinct + redeliveries, {
          timeoutMs: 120_000,
        })
        await client.endAsync()
        const { stored, duplicates } = await deliveryOf(world)
        if (stored !== distinct) throw new Error(`${distinct} messages are stored as ${stored}`)
        if (duplicates !== redeliveries) throw new Error(`${duplicates} of them came again`)
        return `${distinct} messages ${redeliveries.toLocaleString('en')} times again`
      },
    ),
}

function message(number: number) {
  const id = `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
  return eventMessage({ id, seq: number, at: 1_795_362_000_000 + number, replayed: true })
}

async function settled(world: World): Promise<number> {
  const { stored, duplicates } = await deliveryOf(world)
  return stored + duplicates
}

/** Of this agent: another one goes on meanwhile. */
async function deliveryOf(world: World): Promise<Pick<DeliveryRecord, 'stored' | 'duplicates'>> {
  const record = (await world.records()).find(({ agent }) => agent === identity.agent)
  return record?.delivery ?? { stored: 0, duplicates: 0 }
}
