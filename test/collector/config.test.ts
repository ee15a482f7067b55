import { describe, expect, it } from 'vitest'
import {
  CollectorConfig,
  loadCollectorConfig,
  refuseHalfTls,
  refuseOpenHosts,
  refuseSignOn,
} from '../../collector/config.ts'
import { checkConfig } from '../../runtime/config.ts'

const config = (keys: object) => checkConfig(CollectorConfig, keys, 'collector.yaml')

describe('the config of the collector', () => {
  it('has a default for every key', () => {
    expect(loadCollectorConfig(undefined, {})).toEqual({
      name: 'collector-1',
      dataFolder: 'data/collector',
      http: { host: '127.0.0.1', port: 8080, requestsPerMinute: 6_000, trustedProxies: [] },
      mqtt: { host: '127.0.0.1', port: 1883, maxConnections: 2_000 },
      tls: { enabled: false, names: [] },
      insecure: false,
      access: { open: false, sessionHours: 12 },
      media: { maxBytes: 8_388_608, maxClipBytes: 268_435_456, maxPartialBytes: 1_073_741_824 },
      ingest: { agentBytesPerSecond: 2_097_152 },
      quarantine: { maxRows: 10_000 },
      incidents: { timeZone: 'Asia/Ho_Chi_Minh', builtInRules: true },
      retention: {
        enabled: true,
        eventDays: 365,
        countDays: 1_825,
        snapshotDays: 90,
        clipDays: 30,
        incidentDays: 1_095,
      },
      silentAfterMs: 90_000,
      logLevel: 'info',
    })
  })

  it('keeps the other defaults of a group of which one key is given', () => {
    expect(config({ http: { port: 9000 } }).http).toMatchObject({ host: '127.0.0.1', port: 9000 })
  })

  it.each([
    [{ http: { host: '0.0.0.0' } }, /^http\.host: 0\.0\.0\.0 can be reached by others/],
    [{ mqtt: { host: '192.168.1.5' } }, /^mqtt\.host: 192\.168\.1\.5 .* set insecure: true$/],
    [{ http: { host: '::' } }, /^http\.host: :: /],
    [{ http: { host: '127.evil.example' } }, /^http\.host: 127\.evil\.example /],
  ])('refuses %j by name', (keys, message) => {
    expect(() => refuseOpenHosts(config(keys))).toThrow(message)
  })

  it.each(['127.0.0.1', '127.0.0.53', '::1', 'localhost'])('takes %s without being asked twice', (host) => {
    expect(() => refuseOpenHosts(config({ http: { host }, mqtt: { host } }))).not.toThrow()
  })

  it('never lets anybody in who comes from elsewhere', () => {
    const open = { insecure: true, tls: { enabled: true }, access: { open: true }, http: { host: '0.0.0.0' } }
    expect(() => refuseOpenHosts(config(open))).toThrow(/^http\.host: 0\.0\.0\.0 .* set access\.open: false$/)
  })

  it('wants of single sign-on an address to come back to, and nobody in between', () => {
    const singleSignOn = { issuer: 'http://login.example.org', clientId: 'watchpost' }
    expect(() => refuseSignOn(config({ access: { singleSignOn } }))).toThrow(
      /access\.publicUrl: .*\naccess\.singleSignOn\.issuer: http:\/\/login/,
    )
  })

  it.each([{ insecure: true }, { tls: { enabled: true } }])('takes any address with %j', (keys) => {
    expect(() => refuseOpenHosts(config({ ...keys, http: { host: '0.0.0.0' }, mqtt: { host: '::' } }))).not.toThrow()
  })

  it('wants of a certificate its key, and of a key its certificate', () => {
    expect(() => refuseHalfTls(config({ tls: { certificate: 'c.pem' } }))).toThrow(/^tls\.key: /)
    expect(() => refuseHalfTls(config({ tls: { key: 'k.pem' } }))).toThrow(/^tls\.certificate: /)
    expect(() => refuseHalfTls(config({ tls: { ca: 'ca.pem' } }))).toThrow(/^tls\.ca: /)
  })
})
