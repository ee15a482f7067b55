import type { MqttCaller } from '../broker/callers.ts'
import { type Enrolment, enrolledIdentity } from './enrolment.ts'

/** Where the holder of a key may look; undefined when the key is none of ours, or not for events. */
export type ReaderOf = (
  token: string,
) => { readonly name: string; readonly maySee: (site: string) => boolean } | undefined

/** With this user name a key is the password. */
const keyUser = 'key'

/** Who connects over MQTT: agents as `site/agent` with their secret, other systems as `key` with an API key. */
export function createMqttCallers(
  enrolment: Enrolment,
  readerOf: ReaderOf,
): (username: string, password: string) => MqttCaller | undefined {
  return (username, password) => {
    if (username === keyUser) {
      const reader = readerOf(password)
      return reader && { kind: 'reader', ...reader }
    }
    const identity = enrolledIdentity(enrolment, username, password)
    return identity && { kind: 'agent', identity }
  }
}
