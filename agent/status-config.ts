/** Where monitoring of the site asks how the agent is. */
import Type, { type Static } from 'typebox'
import { ConfigError } from '../runtime/config.ts'
import { isLoopback } from '../runtime/loopback.ts'

export const StatusConfig = Type.Object(
  {
    port: Type.Integer({ minimum: 0, maximum: 65_535, description: '0: any free port, told in the log' }),
    host: Type.String({ minLength: 1, default: '127.0.0.1', description: 'Address that it listens on' }),
    insecure: Type.Boolean({
      default: false,
      description: 'true: listen on an address that others can reach, although nothing asks for a password',
    }),
  },
  { additionalProperties: false, description: 'GET /healthz and GET /metrics (Prometheus); off when not given' },
)
export type StatusConfig = Static<typeof StatusConfig>

/** @throws ConfigError when others could reach it and nobody said that they may */
export function refuseOpenStatus(status: StatusConfig | undefined, file: string): void {
  if (status === undefined || status.insecure || isLoopback(status.host)) return
  throw new ConfigError([
    `${file}: status.host: ${status.host} can be reached by others and nothing asks for a password; use 127.0.0.1, or set status.insecure: true`,
  ])
}
