/** Everything that listens, encrypted: real sockets, a real agent, and those who are not who they say. */
import { createHash, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { connectAsync } from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runAgent } from '../../../agent/agent.ts'
import { checkCameras } from '../../../agent/check-cameras.ts'
import { AgentConfig } from '../../../agent/config.ts'
import { readCredentials } from '../../../agent/enrolment/credentials.ts'
import { openLink } from '../../../agent/uplink/link.ts'
import { runCollector } from '../../../collector/collector.ts'
import { renewTls, showTls } from '../../../collector/commands/tls-commands.ts'
import { tlsMessages } from '../../../collector/commands/tls-messages.ts'
import { issueCertificate, makeAuthority } from '../../../collector/tls/authority.ts'
import { checkConfig } from '../../../runtime/config.ts'
import { projectRoot } from '../../../runtime/project.ts'
import { fingerprintOf, joinCode } from '../../../wire/enrolment-code.ts'
import type { CollectorHealth, EventPage } from '../../../wire/rest.ts'
import { collectorConfig, silentLog, startCollector, temporaryFolder } from '../running.ts'
import { authorityOf, enrolBox, inviteOver, open, send, setUpOver } from './talking.ts'

const dayMs = 86_400_000
const encrypted = { access: {}, tls: { enabled: true } }
const identity = { site: 'site-1', agent: 'gate-1' }

const linkTo = (url: string, ca: string | undefined) =>
  openLink({
    broker: { url, username: 'site-1/gate-1', password: 'x', ca },
    identity,
    will: { v: 1, state: 'offline', boot: 1, run: 'r', at: Date.now() },
    onMessage: () => undefined,
    signal: new AbortController().signal,
  })

describe('a collector that encrypts', () => {
  it('is enrolled with by the fingerprint in the code, and then takes events and pictures', {
    timeout: 120_000,
  }, async () => {
    const collector = await startCollector(undefined, encrypted)
    expect([collector.httpUrl, collector.mqttUrl]).toEqual([
      expect.stringMatching(/^https:\/\//),
      expect.stringMatching(/^mqtts:\/\//),
    ])
    const cookie = await setUpOver(collector)
    expect(cookie).toMatch(/; Secure/)
    const code = await inviteOver(collector, cookie, 'gate-1')
    expect(code).toMatch(/^([0-9A-Z]{5}-){6}[0-9A-Z]{5}$/)
    const dataFolder = temporaryFolder()
    await enrolBox(code.toLowerCase().replaceAll('-', ' '), collector.httpUrl, dataFolder, 'gate-1')
    expect(readCredentials(dataFolder)?.ca).toBe(authorityOf(collector))

    const points = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ]
    const rules = [{ name: 'all', type: 'zone', points, report: ['entered'], classes: ['Motion'] }]
    const config = checkConfig(
      AgentConfig,
      {
        ...{ ...identity, dataFolder, detector: { model: 'motion' }, modelsFolder: join(projectRoot, 'models') },
        ...{ mqtt: { url: collector.mqttUrl }, collector: { url: collector.httpUrl }, logLevel: 'silent' },
        cameras: [{ id: 'gate', source: { url: 'test://' }, rules }],
      },
      'test',
    )
    checkCameras(config, 'test')
    const stopping = new AbortController()
    const running = runAgent(config, silentLog, stopping.signal)
    const ca = authorityOf(collector)
    const stored = async () =>
      JSON.parse((await send(ca, `${collector.httpUrl}/api/events`, 'GET', undefined, cookie)).body) as EventPage
    await expect
      .poll(async () => (await stored()).events.find(({ snapshot }) => snapshot)?.snapshot, { timeout: 60_000 })
      .toBeDefined()
    const snapshot = (await stored()).events.find((event) => event.snapshot)?.snapshot
    const isThere = async () =>
      (await send(ca, `${collector.httpUrl}/api/media/${snapshot}`, 'GET', undefined, cookie)).status
    await expect.poll(isThere, { timeout: 30_000 }).toBe(200)
    stopping.abort()
    await running
  })
})

describe('whoever answers in its place', () => {
  it('is told nothing by a box that has a code: the fingerprint is another', async () => {
    const [collector, impostor] = [
      await startCollector(undefined, encrypted),
      await startCollector(undefined, encrypted),
    ]
    const code = await inviteOver(collector, await setUpOver(collector), 'gate-1')
    const dataFolder = temporaryFolder()
    await expect(enrolBox(code, impostor.httpUrl, dataFolder, 'gate-1')).rejects.toThrow(
      /not the collector that gave out/,
    )
    await expect(enrolBox(code.slice(0, -1), collector.httpUrl, dataFolder, 'gate-1')).rejects.toThrow(
      /missing, or too many/,
    )
    const plain = collector.httpUrl.replace('https:', 'http:')
    await expect(enrolBox(code, plain, dataFolder, 'gate-1')).rejects.toThrow(/https:\/\/ as collector\.url/)
    await expect(enrolBox(code.slice(0, 17), collector.httpUrl, dataFolder, 'gate-1')).rejects.toThrow(/does not know/)
    expect(readCredentials(dataFolder)).toBeUndefined()
    await enrolBox(code, collector.httpUrl, dataFolder, 'gate-1')
  })

  it('is refused by an agent that knows its collector, and the reason is said', async () => {
    const [collector, impostor] = [await startCollector(undefined, encrypted), await startCollector()]
    const other = await makeAuthority('Watchpost collector-1', Date.now())
    await expect(linkTo(collector.mqttUrl, other.certificate)).rejects.toThrow(/authority that is not trusted here/)
    await expect(linkTo(collector.mqttUrl, undefined)).rejects.toThrow(/authority that is not trusted here/)
    const ca = authorityOf(collector)
    await expect(linkTo(impostor.mqttUrl.replace('mqtt:', 'mqtts:'), ca)).rejects.toThrow(/does not answer in TLS/)
    await expect(linkTo(collector.mqttUrl.replace('mqtts:', 'mqtt:'), undefined)).rejects.toThrow(/no connection/)
    await expect(linkTo(collector.mqttUrl, ca)).rejects.toThrow(/does not know this agent/)
  })

  it.each([
    ['has expired', 'its certificate has expired', ['127.0.0.1'], Date.now() - 120 * dayMs],
    ['is for another name', 'its certificate is for other names', ['elsewhere.example'], Date.now()],
    ['is of tomorrow', 'its certificate is not good yet', ['127.0.0.1'], Date.now() + 3 * dayMs],
  ])('with a certificate that %s is refused as such', async (_, sentence, names, at) => {
    const authority = await makeAuthority('a', Date.now())
    const { key, certificate } = await issueCertificate(authority, names, at)
    const server = createServer({ key, cert: certificate + authority.certificate }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    await expect(linkTo(`mqtts://127.0.0.1:${port}`, authority.certificate)).rejects.toThrow(sentence)
    const { raw } = new X509Certificate(authority.certificate)
    const code = joinCode('AAAAA-AAAAA-AAAAA', fingerprintOf(createHash('sha256').update(raw).digest()))
    const enrolled = enrolBox(code, `https://127.0.0.1:${port}`, temporaryFolder(), 'gate-1')
    await expect(enrolled).rejects.toThrow(/its certificate (has expired|is not for this address|is not good yet)/)
  })
})

describe('another certificate', () => {
  it('is shown to whoever comes next, and cuts nobody off', async () => {
    const collector = await startCollector(undefined, encrypted)
    const ca = authorityOf(collector)
    const cookie = await setUpOver(collector)
    const dataFolder = temporaryFolder()
    await enrolBox(await inviteOver(collector, cookie, 'gate-1'), collector.httpUrl, dataFolder, 'gate-1')
    const { secret = '' } = readCredentials(dataFolder) ?? {}
    const login = { clientId: 'site-1/gate-1', username: 'site-1/gate-1', password: secret }
    const client = await connectAsync(collector.mqttUrl, { ...login, ca, protocolVersion: 4, reconnectPeriod: 0 })
    onTestFinished(() => void client.end(true))
    const page = await open(collector.httpUrl, ca)
    const before = page.getPeerCertificate().serialNumber
    const lines: string[] = []
    const heard = { output: (line: string) => void lines.push(line), complain: (line: string) => void lines.push(line) }
    const config = collectorConfig(collector.dataFolder, encrypted)
    const context = { folder: collector.dataFolder, messages: tlsMessages.vi, json: false, config, ...heard }
    expect(await renewTls(context)).toBe(true)
    for (const url of [collector.httpUrl, collector.mqttUrl])
      await expect
        .poll(
          async () => {
            const socket = await open(url, ca)
            const { serialNumber } = socket.getPeerCertificate()
            socket.destroy()
            return serialNumber !== before
          },
          { timeout: 20_000, interval: 300 },
        )
        .toBe(true)
    await client.publishAsync('watchpost/v1/site-1/gate-1/health', 'x', { qos: 1 })
    const answered = new Promise((resolve) => page.once('data', (chunk: Buffer) => resolve(chunk.toString())))
    page.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
    expect(await answered).toMatch(/^HTTP\/1\.1 200/)
    page.destroy()
    expect(await showTls(context)).toBe(true)
    expect(lines.join('\n')).toMatch(/đã cấp chứng chỉ mới.*dấu vân tay +([0-9A-F]{2}:){31}[0-9A-F]{2}.*127\.0\.0\.1/s)
  })

  it('that is given and has expired keeps the collector from starting, and one in use makes it unwell', async () => {
    const folder = temporaryFolder()
    const files = { certificate: join(folder, 'c.pem'), key: join(folder, 'k.pem') }
    const authority = await makeAuthority('a', Date.now())
    const write = async (at: number) => {
      const { key, certificate } = await issueCertificate(authority, ['127.0.0.1'], at)
      writeFileSync(files.key, key)
      writeFileSync(files.certificate, certificate)
    }
    await write(Date.now() - 120 * dayMs)
    const tls = { enabled: true, ...files }
    const config = collectorConfig(join(folder, 'data'), { access: {}, tls })
    await expect(runCollector(config, { log: silentLog })).rejects.toThrow(/^tls: the certificate expired on \d{4}-/)
    await write(Date.now())
    const collector = await startCollector(join(folder, 'data'), { access: {}, tls })
    const health = async () => {
      const { body } = await send(authority.certificate, `${collector.httpUrl}/healthz`)
      return (JSON.parse(body) as CollectorHealth).checks.certificate
    }
    expect(await health()).toEqual({ ok: true })
    writeFileSync(files.key, authority.key)
    await expect
      .poll(health, { timeout: 20_000, interval: 300 })
      .toMatchObject({ ok: false, reason: expect.stringMatching(/is not the key of/) })
    await write(Date.now())
    await expect.poll(health, { timeout: 20_000, interval: 300 }).toEqual({ ok: true })
  })
})
