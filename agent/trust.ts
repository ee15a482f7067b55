import { readAuthorities } from '../runtime/authorities.ts'
import type { Log } from '../runtime/log.ts'
import { isLoopback } from '../runtime/loopback.ts'
import type { AgentConfig } from './config.ts'
import type { Credentials } from './enrolment/credentials.ts'

/** Whom an agent trusts to be its broker and its collector: PEM of authorities; undefined: those that Node knows. */
export type Trust = { readonly broker: string | undefined; readonly collector: string | undefined }

/** @throws ConfigError naming a file that cannot be read */
export function trustOf({ mqtt, collector }: AgentConfig, credentials: Credentials | undefined): Trust {
  return {
    broker: mqtt.ca === undefined ? credentials?.ca : readAuthorities('mqtt.ca', mqtt.ca),
    collector: authorityOfCollector(collector.ca) ?? credentials?.ca,
  }
}

/** What the config says. @throws ConfigError */
export function authorityOfCollector(file: string | undefined): string | undefined {
  return file === undefined ? undefined : readAuthorities('collector.ca', file)
}

/** Says it once: whoever is in between reads what the agent is known by. */
export function warnOfPlain({ mqtt, collector }: AgentConfig, log: Log): void {
  for (const [key, address] of Object.entries({ 'mqtt.url': mqtt.url, 'collector.url': collector.url })) {
    const { protocol, hostname } = new URL(address)
    const isPlain = ['mqtt:', 'ws:', 'http:'].includes(protocol)
    if (isPlain && !isLoopback(hostname.replace(/^\[|\]$/g, '')))
      log.warn({ key, hostname }, 'what goes to this address can be read on its way; write mqtts:// and https://')
  }
}
