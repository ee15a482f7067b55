import SqliteDatabase from 'better-sqlite3'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createEnrolment, type Enrolment } from '../../../collector/access/enrolment.ts'
import { createMqttCallers } from '../../../collector/access/mqtt-callers.ts'
import type { Broker } from '../../../collector/broker/broker.ts'
import { createEmbeddedBroker } from '../../../collector/broker/embedded.ts'
import { createAgentCredentialRows } from '../../../collector/store/agent-credentials.ts'
import { migrate } from '../../../collector/store/migrations.ts'
import { registrySteps } from '../../../collector/store/registry.ts'
import { createLog } from '../../../runtime/log.ts'
import { sha256 } from '../running.ts'

const gate = { site: 'ward-5', agent: 'gate-1' }
const other = { site: 'ward-6', agent: 'gate-1' }
const root = 'watchpost/v1'
type Case = readonly [who: string, topic: string, isAllowed: boolean]
const own = `${root}/ward-5/gate-1`
const theirs = `${root}/ward-6/gate-1`

let enrolment: Enrolment
let broker: Broker
let url: string
const delivered: string[] = []
const lines: string[] = []
const clients: MqttClient[] = []

const enrol = (identity: typeof gate, secret: string): void => {
  enrolment.enrol(enrolment.invite(identity, 1, 'test').code, identity, sha256(Buffer.from(secret)))
}

beforeAll(async () => {
  const db = new SqliteDatabase(':memory:')
  migrate(db, registrySteps)
  enrolment = createEnrolment(createAgentCredentialRows(db), Date.now)
  enrol(gate, 'secret-5')
  enrol(other, 'secret-6')
  const readers = new Map([
    ['key-5', new Set(['ward-5'])],
    ['key-all', new Set(['ward-5', 'ward-6'])],
  ])
  const identify = createMqttCallers(enrolment, (token) => {
    const sites = readers.get(token)
    return sites && { name: token, maySee: (site) => sites.has(site) }
  })
  const log = createLog('test', 'warn', { write: (line: string) => void lines.push(line) })
  broker = await createEmbeddedBroker({ host: '127.0.0.1', port: 0, maxConnections: 50, identify, log })
  broker.onMessage((topic) => delivered.push(topic))
  url = await broker.open()
  await broker.publish(`${root}/collector/c/state`, Buffer.from('state'), { qos: 1, retain: true })
})

afterEach(() => {
  for (const client of clients.splice(0)) client.end(true)
})

afterAll(() => broker.close())

async function connect(username: string, password: string, more: IClientOptions = {}): Promise<MqttClient> {
  const clientId = username === 'key' ? `reader-${clients.length}` : username
  const options = { clientId, username, password, protocolVersion: 4, reconnectPeriod: 0, ...more } as const
  const client = await connectAsync(url, options)
  client.on('error', () => undefined)
  clients.push(client)
  return client
}

const asGate = (more?: IClientOptions) => connect('ward-5/gate-1', 'secret-5', more)
const asReader = () => connect('key', 'key-5')

/** Resolves when the broker has cut the connection, or when it has answered a message after it. */
async function isCutFor(client: MqttClient, topic: string): Promise<boolean> {
  const closed = new Promise<boolean>((resolve) => client.once('close', () => resolve(true)))
  const went = client.publishAsync(topic, 'x', { qos: 1 }).then(() => false)
  return Promise.race([closed, went.catch(() => closed)])
}

describe('whoever connects to the embedded broker', () => {
  it.each([
    ['with nothing', {}],
    ['with a name alone', { username: 'ward-5/gate-1' }],
    ['with the secret of another', { username: 'ward-5/gate-1', password: 'secret-6' }],
    ['with an empty secret', { username: 'ward-5/gate-1', password: '' }],
    ['as an agent that is not enrolled', { username: 'ward-7/gate-1', password: 'secret-5' }],
    [
      'with a hash, as it lies in the database',
      { username: 'ward-5/gate-1', password: sha256(Buffer.from('secret-5')) },
    ],
    ['under the name of another agent', { username: 'ward-5/gate-1', password: 'secret-5', clientId: 'ward-6/gate-1' }],
    ['with a key under the name of an agent', { username: 'key', password: 'key-5', clientId: 'ward-5/gate-1' }],
    ['with a key that is none', { username: 'key', password: 'key-9', clientId: 'reader' }],
  ])('%s is turned away', async (_, credentials) => {
    const options = { clientId: 'ward-5/gate-1', protocolVersion: 4, reconnectPeriod: 0, ...credentials } as const
    await expect(connectAsync(url, options)).rejects.toThrow(/Not authorized|Bad username|Connection refused/)
    expect(lines.join('')).not.toMatch(/secret-5|secret-6|key-5|key-9/)
  })

  it.each<Case>([
    ...[
      'birth',
      'state',
      'event/gate/line.crossed',
      'replay',
      'health',
      'track/gate',
      'reply/clip',
      'config/reported',
    ].map((kind) => ['agent', `${own}/${kind}`, true] as const),
    ...['ack', 'command/clip', 'config/desired', 'incident/1'].map(
      (kind) => ['agent', `${own}/${kind}`, false] as const,
    ),
    ['agent', `${theirs}/event/gate/line.crossed`, false],
    ['agent', `${root}/ward-5/gate-10/birth`, false],
    ['agent', `${root}/collector/c/state`, false],
    ['agent', 'watchpost/v2/ward-5/gate-1/birth', false],
    ['agent', 'anything', false],
    ['agent', '$SYS/x', false],
    ['reader', `${own}/event/gate/line.crossed`, false],
    ['reader', 'anything', false],
  ])('as %s says on %s: %s', async (who, topic, isAllowed) => {
    delivered.length = 0
    const client = who === 'agent' ? await asGate() : await asReader()
    expect(await isCutFor(client, topic)).toBe(!isAllowed)
    expect(delivered.includes(topic)).toBe(isAllowed)
  })

  it.each<Case>([
    ['agent', `${own}/ack`, true],
    ['agent', `${own}/state`, true],
    ['agent', `${own}/command/#`, true],
    ['agent', `${own}/config/desired`, true],
    ['agent', `${root}/collector/+/state`, true],
    ['agent', `${root}/collector/c/state`, true],
    ['agent', `${theirs}/ack`, false],
    ['agent', `${root}/+/+/ack`, false],
    ['agent', `${own}/event/#`, false],
    ['agent', `${own}/#`, false],
    ['agent', '#', false],
    ['reader', `${own}/event/gate/line.crossed`, true],
    ['reader', `${root}/#`, true],
    ['reader', `${own}/ack`, false],
    ['reader', `${own}/command/clip`, false],
    ['reader', `${theirs}/event/gate/line.crossed`, false],
    ['reader', '$SYS/#', false],
    ['reader', '$share/a/#', false],
  ])('as %s may listen to %s: %s', async (who, filter, isAllowed) => {
    const client = who === 'agent' ? await asGate() : await asReader()
    const granted = await client.subscribeAsync(filter, { qos: 1 }).then(
      ([grant]) => grant?.qos !== 128,
      () => false,
    )
    expect(granted).toBe(isAllowed)
  })

  it('hears through wildcards what is of its branch and meant for others, now and retained', async () => {
    const [agent, rival] = [await asGate(), await connect('ward-6/gate-1', 'secret-6')]
    await agent.publishAsync(`${own}/birth`, 'b', { qos: 1, retain: true })
    await rival.publishAsync(`${theirs}/birth`, 'b', { qos: 1, retain: true })
    const reader = await asReader()
    const heard: string[] = []
    reader.on('message', (topic) => heard.push(topic))
    await reader.subscribeAsync('#', { qos: 1 })
    await agent.publishAsync(`${own}/event/gate/line.crossed`, 'e', { qos: 1 })
    await rival.publishAsync(`${theirs}/event/gate/line.crossed`, 'e', { qos: 1 })
    await broker.publish(`${own}/ack`, Buffer.from('a'), { qos: 1, retain: false })
    await broker.publish(`${own}/incident/1`, Buffer.from('i'), { qos: 1, retain: false })
    await expect.poll(() => heard).toContain(`${own}/incident/1`)
    expect([...new Set(heard)].sort()).toEqual(
      [`${own}/birth`, `${own}/event/gate/line.crossed`, `${own}/incident/1`, `${root}/collector/c/state`].sort(),
    )
  })

  it('hears nothing on a topic that was refused, though it asked for it by its whole name', async () => {
    const reader = await asReader()
    const heard: string[] = []
    reader.on('message', (topic) => heard.push(topic))
    await reader.subscribeAsync([`${own}/ack`, `${own}/health`], { qos: 1 }).catch(() => undefined)
    await broker.publish(`${own}/ack`, Buffer.from('a'), { qos: 1, retain: false })
    await broker.publish(`${own}/health`, Buffer.from('h'), { qos: 1, retain: false })
    await expect.poll(() => heard).toEqual([`${own}/health`])
  })

  it('leaves a last will on its own topic, and on no other', async () => {
    delivered.length = 0
    const will = (topic: string) => ({ will: { topic, payload: Buffer.from('gone'), qos: 1, retain: true } as const })
    ;(await asGate(will(`${theirs}/state`))).stream.destroy()
    ;(await asGate(will(`${own}/state`))).stream.destroy()
    await expect.poll(() => delivered).toContain(`${own}/state`)
    expect(delivered).not.toContain(`${theirs}/state`)
  })

  it('is cut off when its secret is revoked, and does not come back', async () => {
    const box = { site: 'ward-5', agent: 'gate-2' }
    enrol(box, 'secret-2')
    const client = await connect('ward-5/gate-2', 'secret-2')
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
    expect(enrolment.revoke(box)).toBe(true)
    await closed
    await expect(connect('ward-5/gate-2', 'secret-2')).rejects.toThrow(/Bad username|Not authorized/)
  })
})
