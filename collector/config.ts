/** The only definition of a collector option: type, check, default, example file and reference page come from here. */
import { resolve } from 'node:path'
import Type, { type Static } from 'typebox'
import { ConfigError, checkConfig, loadConfig } from '../runtime/config.ts'
import { LogLevel } from '../runtime/log.ts'
import { isLoopback } from '../runtime/loopback.ts'
import { Name } from '../wire/event.ts'
import { AccessConfig } from './access/access-config.ts'
import { IncidentsConfig } from './incidents/config.ts'
import { RetentionConfig } from './retention/config.ts'
import type { TlsPlace } from './tls/tls.ts'
import { TlsConfig } from './tls/tls-config.ts'

const mebibyte = 1024 * 1024

const Port = { minimum: 0, maximum: 65_535 }

const Secret = Type.String({ description: 'Of your own broker; write ${NAME} to take it from the environment' })

const Host = {
  minLength: 1,
  default: '127.0.0.1',
}

export const CollectorConfig = Type.Object(
  {
    name: Type.String({
      ...Name,
      default: 'collector-1',
      description: 'Its own name, in the topic of its online and offline state',
    }),
    dataFolder: Type.String({
      minLength: 1,
      default: 'data/collector',
      description: 'Database, pictures and clips; everything that a backup needs',
    }),
    http: Type.Object(
      {
        host: Type.String({ ...Host, description: 'Address that the console and the REST interface listen on' }),
        port: Type.Integer({ ...Port, default: 8080, description: '0: any free port, told in the log' }),
        requestsPerMinute: Type.Integer({
          default: 6_000,
          minimum: 10,
          maximum: 1_000_000,
          description: 'Of one person, key, or address without either; more are answered with 429',
        }),
        trustedProxies: Type.Array(Type.String({ minLength: 2 }), {
          default: [],
          description: 'Addresses or networks of proxies in between, whose X-Forwarded-For is believed',
        }),
      },
      { additionalProperties: false, default: {}, description: 'Console, REST interface, live feed, pictures' },
    ),
    mqtt: Type.Object(
      {
        host: Type.String({ ...Host, description: 'Address that the embedded broker listens on' }),
        port: Type.Integer({ ...Port, default: 1883, description: '0: any free port, told in the log' }),
        maxConnections: Type.Integer({
          default: 2_000,
          minimum: 1,
          maximum: 100_000,
          description: 'Agents and integrators at the same time; more are turned away',
        }),
        url: Type.Optional(
          Type.String({
            pattern: '^mqtts?://',
            description:
              'mqtt:// or mqtts:// of a broker of your own, instead of the embedded one; give mosquitto max_inflight_messages 1000',
          }),
        ),
        username: Type.Optional(Secret),
        password: Type.Optional(Secret),
        ca: Type.Optional(
          Type.String({
            minLength: 1,
            description: 'Of a broker of your own: PEM file of its authority, where that is none this system knows',
          }),
        ),
      },
      { additionalProperties: false, default: {}, description: 'The embedded broker, MQTT 3.1.1, or one of your own' },
    ),
    tls: TlsConfig,
    insecure: Type.Boolean({
      default: false,
      description: 'true: listen on addresses that others can reach, although nothing is encrypted',
    }),
    access: AccessConfig,
    media: Type.Object(
      {
        maxBytes: Type.Integer({
          default: 8 * mebibyte,
          minimum: 1_024,
          maximum: 256 * mebibyte,
          description: 'The largest picture that is accepted, bytes',
        }),
        maxClipBytes: Type.Integer({
          default: 256 * mebibyte,
          minimum: 1_024,
          maximum: 16 * 1024 * mebibyte,
          description: 'The largest clip that is accepted, bytes',
        }),
        maxPartialBytes: Type.Integer({
          default: 1024 * mebibyte,
          minimum: 1_024,
          maximum: 1024 * 1024 * mebibyte,
          description:
            'All clips together of which only a part has come; beyond it those that have rested longest go, and are sent anew',
        }),
      },
      { additionalProperties: false, default: {}, description: 'Pictures and clips that agents upload' },
    ),
    ingest: Type.Object(
      {
        agentBytesPerSecond: Type.Integer({
          default: 2 * mebibyte,
          minimum: 1_024,
          maximum: 1024 * mebibyte,
          description:
            'What one agent may send; the rest it sends again later, so that a box gone wild holds up no other',
        }),
      },
      { additionalProperties: false, default: {}, description: 'What comes from agents' },
    ),
    quarantine: Type.Object(
      {
        maxRows: Type.Integer({
          default: 10_000,
          minimum: 1,
          maximum: 1_000_000,
          description: 'Messages that could not be understood and are kept; the oldest go first',
        }),
      },
      { additionalProperties: false, default: {}, description: 'Where messages go that do not fit the contract' },
    ),
    incidents: IncidentsConfig,
    retention: RetentionConfig,
    silentAfterMs: Type.Integer({
      default: 90_000,
      minimum: 1_000,
      maximum: 3_600_000,
      description: 'A connected agent without health for this long is shown as silent; three times its healthMs',
    }),
    logLevel: LogLevel,
  },
  { additionalProperties: false },
)
export type CollectorConfig = Static<typeof CollectorConfig>

/**
 * The config of a file, or all defaults without one.
 * @throws ConfigError
 */
export function loadCollectorConfig(file: string | undefined, env: NodeJS.ProcessEnv): CollectorConfig {
  return file === undefined ? checkConfig(CollectorConfig, {}, 'defaults') : loadConfig(CollectorConfig, file, env)
}

/**
 * An address that others can reach is encrypted, or wanted plain in so many words; and where nobody has to log in there is no
 * wanting it.
 * @throws ConfigError naming every such key
 */
export function refuseOpenHosts({ http, mqtt, insecure, tls, access }: CollectorConfig): void {
  if ((insecure || tls.enabled) && !access.open) return
  const listening = { 'http.host': http.host, ...(mqtt.url === undefined && { 'mqtt.host': mqtt.host }) }
  const remedy = access.open
    ? 'nobody has to log in; use 127.0.0.1, or set access.open: false'
    : 'nothing is encrypted; set tls.enabled: true, use 127.0.0.1, or set insecure: true'
  const problems = Object.entries(listening)
    .filter(([, host]) => !isLoopback(host))
    .map(([key, host]) => `${key}: ${host} can be reached by others and ${remedy}`)
  if (problems.length > 0) throw new ConfigError(problems)
}

/**
 * A certificate is of use with its key only.
 * @throws ConfigError
 */
export function refuseHalfTls({ tls: { certificate, key, ca } }: CollectorConfig): void {
  const problems = [
    ...(certificate !== undefined && key === undefined ? ['tls.key: tls.certificate needs it'] : []),
    ...(certificate === undefined && key !== undefined ? ['tls.certificate: tls.key needs it'] : []),
    ...(certificate === undefined && ca !== undefined ? ['tls.ca: is for a certificate that is given'] : []),
  ]
  if (problems.length > 0) throw new ConfigError(problems)
}

/**
 * The provider must know where to send people back to, and nobody in between may read or change what it says.
 * @throws ConfigError
 */
export function refuseSignOn({ access: { singleSignOn, publicUrl } }: CollectorConfig): void {
  if (singleSignOn === undefined) return
  const issuer = URL.canParse(singleSignOn.issuer) ? new URL(singleSignOn.issuer) : undefined
  const isSafe = issuer?.protocol === 'https:' || isLoopback(issuer?.hostname ?? '')
  const problems = [
    ...(publicUrl === undefined ? ['access.publicUrl: single sign-on needs it: the address that people enter'] : []),
    ...(isSafe ? [] : [`access.singleSignOn.issuer: ${singleSignOn.issuer} can be read in between; use https://`]),
  ]
  if (problems.length > 0) throw new ConfigError(problems)
}

export function tlsPlace({ tls, dataFolder, name, access }: CollectorConfig): TlsPlace {
  return { config: tls, dataFolder: resolve(dataFolder), name, publicUrl: access.publicUrl }
}
