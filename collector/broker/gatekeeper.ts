import type { AedesOptions, AuthenticateError, Client } from 'aedes'
import type { Log } from '../../runtime/log.ts'
import { createTally } from '../tally.ts'
import { type MqttCaller, mayBeCalled, mayPublish, mayReceive, maySubscribe } from './callers.ts'

/** Who connects, by what they say. Asked again from time to time: what was revoked ends. */
export type IdentifyMqtt = (username: string, password: string) => MqttCaller | undefined

export type Gatekeeper = {
  readonly hooks: Required<
    Pick<AedesOptions, 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>
  >
  /** Of the next so many connections those that are no longer allowed, as after a credential was revoked. */
  expired(atMost: number): Client[]
}

/** MQTT 3.1.1, section 3.2.2.3. */
const badCredentials = 4
const notAuthorised = 5

type Admitted = { readonly caller: MqttCaller; readonly username: string; readonly password: string }

/** Stands before the embedded broker. Whoever says what is not his to say is cut off, and the log names him. */
export function createGatekeeper(identify: IdentifyMqtt, log: Log): Gatekeeper {
  /** Also of those that have gone: their last will is theirs. */
  const admitted = new WeakMap<Client, Admitted>()
  /** Those that wait longest to be looked at again come first. */
  const connected = new Set<Client>()
  const refused = createTally(log, 'MQTT connection refused, its credentials are none of ours or of another name')
  const forged = createTally(log, 'MQTT connection cut, it spoke on a topic that is not its own')
  const unheard = createTally(log, 'MQTT subscription refused, its topic is not for this client')

  return {
    hooks: {
      authenticate(client, username, password, done) {
        const name = String(username ?? '').slice(0, 256)
        const secret = password?.toString() ?? ''
        const caller = secret === '' ? undefined : identify(name, secret)
        if (caller === undefined || !mayBeCalled(caller, client.id)) {
          refused.add({ clientId: client.id, username: name, address: addressOf(client) })
          return done(refusal(caller === undefined ? badCredentials : notAuthorised), false)
        }
        admitted.set(client, { caller, username: name, password: secret })
        connected.add(client)
        client.conn.once('close', () => connected.delete(client))
        done(null, true)
      },
      authorizePublish(client, { topic }, done) {
        // Without a client it is a last will that the broker found, which was checked when it was given.
        if (client === null) return done(null)
        const caller = admitted.get(client)?.caller
        if (caller !== undefined && mayPublish(caller, topic)) return done(null)
        forged.add({ clientId: client.id, topic, address: addressOf(client) })
        done(new Error(`broker: ${client.id} may not publish on ${topic}`))
      },
      authorizeSubscribe(client, subscription, done) {
        const caller = client === null ? undefined : admitted.get(client)?.caller
        if (caller !== undefined && maySubscribe(caller, subscription.topic)) return done(null, subscription)
        unheard.add({ clientId: client?.id, topic: subscription.topic })
        // Answered with "failure", section 3.9.3; the connection goes on.
        done(null, null)
      },
      authorizeForward(client, packet) {
        const caller = admitted.get(client)?.caller
        return caller !== undefined && mayReceive(caller, packet.topic) ? packet : null
      },
    },
    expired(atMost) {
      return [...connected].slice(0, atMost).filter((client) => {
        connected.delete(client)
        connected.add(client)
        const { username = '', password = '' } = admitted.get(client) ?? {}
        const caller = identify(username, password)
        // What it may see may have changed.
        if (caller !== undefined) admitted.set(client, { caller, username, password })
        return caller === undefined
      })
    },
  }
}

function refusal(returnCode: number): AuthenticateError {
  return Object.assign(new Error('broker: not admitted'), { returnCode })
}

function addressOf(client: Client): string | undefined {
  return (client.conn as { remoteAddress?: string }).remoteAddress
}
