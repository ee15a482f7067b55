import { once } from 'node:events'
import { connect } from 'node:net'
import { connectAsync, type MqttClient } from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEmbeddedBroker } from '../../../collector/broker/embedded.ts'
import { createLog } from '../../../runtime/log.ts'

async function openBroker(maxConnections = 10) {
  const lines: string[] = []
  const log = createLog('test', 'warn', { write: (line: string) => void lines.push(line) })
  const broker = await createEmbeddedBroker({ host: '127.0.0.1', port: 0, maxConnections, log })
  const received: string[] = []
  broker.onMessage((topic, payload) => received.push(`${topic} ${Buffer.from(payload).toString()}`))
  const url = await broker.open()
  onTestFinished(() => broker.close())
  return { broker, url, received, lines }
}

async function connectTo(url: string, clientId: string, more: object = {}) {
  const client = await connectAsync(url, { clientId, protocolVersion: 4, reconnectPeriod: 0, ...more })
  onTestFinished(() => void client.end(true))
  return client
}

/** Not `once`, which an error of the connection would end. */
function closing(client: MqttClient): Promise<void> {
  client.on('error', () => undefined)
  return new Promise((resolve) => client.once('close', () => resolve()))
}

describe('the embedded broker', () => {
  it('hands on what clients publish, and not what the collector does', async () => {
    const { broker, url, received } = await openBroker()
    const client = await connectTo(url, 'a')
    await broker.publish('own', Buffer.from('1'), { qos: 1, retain: true })
    await client.publishAsync('t/1', 'x', { qos: 1 })
    await client.publishAsync('t/2', 'y', { qos: 0 })
    await expect.poll(() => received).toEqual(['t/1 x', 't/2 y'])
  })

  it('keeps what is retained for those who come later', async () => {
    const { broker, url } = await openBroker()
    await broker.publish('own', Buffer.from('1'), { qos: 1, retain: true })
    const client = await connectTo(url, 'a')
    const message = new Promise<string>((resolve) =>
      client.once('message', (_topic, payload) => resolve(payload.toString())),
    )
    await client.subscribeAsync('own', { qos: 1 })
    expect(await message).toBe('1')
  })

  it('publishes the last will of a client that is gone', async () => {
    const { url, received } = await openBroker()
    const client = await connectTo(url, 'a', {
      will: { topic: 'w', payload: Buffer.from('gone'), qos: 1, retain: true },
    })
    client.stream.destroy()
    await expect.poll(() => received).toEqual(['w gone'])
  })

  it('closes the older of two clients with one id, and says so', async () => {
    const { url, lines } = await openBroker()
    const older = await connectTo(url, 'twin')
    const closed = closing(older)
    await connectTo(url, 'twin')
    await closed
    expect(lines.join()).toMatch(/twin.*two agents may have one identity/)
  })

  it('keeps no session for a client that asks for one', async () => {
    const { broker, url } = await openBroker()
    const first = await connectTo(url, 'a', { clean: false })
    await first.subscribeAsync('t', { qos: 1 })
    await first.endAsync()
    await broker.publish('t', Buffer.from('missed'), { qos: 1, retain: false })
    const again = await connectTo(url, 'a', { clean: false })
    const received: string[] = []
    again.on('message', (topic) => received.push(topic))
    await again.subscribeAsync('end', { qos: 1 })
    await broker.publish('end', Buffer.from('x'), { qos: 1, retain: false })
    await expect.poll(() => received).toEqual(['end'])
  })

  it('cuts a connection that begins a packet too large to be ours', async () => {
    const { url, received } = await openBroker()
    const client = await connectTo(url, 'a')
    const closed = closing(client)
    client.publish('t', Buffer.alloc(300 * 1024), { qos: 1 })
    await closed
    expect(received).toEqual([])
  })

  it('turns away more connections than it may have', async () => {
    const { url, lines } = await openBroker(1)
    await connectTo(url, 'a')
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    await once(socket, 'close')
    expect(lines.join()).toMatch(/maxConnections is reached/)
  })

  it('is closed when it says so, with clients that never spoke too', async () => {
    const { broker, url } = await openBroker()
    const client = await connectTo(url, 'a')
    const mute = connect(Number(new URL(url).port), '127.0.0.1')
    await once(mute, 'connect')
    const closed = Promise.all([once(mute, 'close'), closing(client)])
    await broker.close()
    await closed
    expect(broker.failure()).toBe('not listening')
  })
})
