/** Who may say and hear what over MQTT. Pure. */
import { type AgentIdentity, agentTopicRoot, collectorTopicRoot, parseRoot, topicFilters } from '../../wire/topics.ts'

export type MqttCaller =
  | { readonly kind: 'agent'; readonly identity: AgentIdentity }
  /** Another system, which listens and says nothing. */
  | { readonly kind: 'reader'; readonly name: string; readonly maySee: (site: string) => boolean }

/** Levels under the identity of an agent that it speaks on; the rest of a topic is checked where it is stored. */
export const said: ReadonlySet<string> = new Set([
  'birth',
  'state',
  'event',
  'replay',
  'health',
  'track',
  'reply',
  'config/reported',
])
/** Those that it is spoken to on, and its own state, by which it notices a second one with its name. */
export const heard: ReadonlySet<string> = new Set(['ack', 'state', 'command', 'config/desired'])
/** What passes between an agent and its collector alone. */
export const confidential: ReadonlySet<string> = new Set(['ack', 'command', 'reply', 'config'])

export function mayPublish(caller: MqttCaller, topic: string): boolean {
  return caller.kind === 'agent' && isOf(caller.identity, topic, said)
}

/** Of a reader's filter with wildcards what passes is decided by topic, in `mayReceive`. */
export function maySubscribe(caller: MqttCaller, filter: string): boolean {
  if (caller.kind === 'agent')
    return filter === topicFilters.everyCollectorState || isState(filter) || isOf(caller.identity, filter, heard)
  if (filter.startsWith('$')) return false
  return filter.includes('+') || filter.includes('#') || mayReceive(caller, filter)
}

export function mayReceive(caller: MqttCaller, topic: string): boolean {
  // It can subscribe to nothing else.
  if (caller.kind === 'agent') return true
  if (isState(topic)) return true
  const { site, kind } = parseRoot(topic) ?? {}
  return site !== undefined && kind !== undefined && !confidential.has(kind) && caller.maySee(site)
}

/**
 * Whether a connection may call itself so: the name of an agent is its identity, and to take it is to push that agent off.
 */
export function mayBeCalled(caller: MqttCaller, clientId: string): boolean {
  const isOwn = caller.kind === 'agent' && clientId === `${caller.identity.site}/${caller.identity.agent}`
  return isOwn || (caller.kind === 'reader' && !clientId.includes('/'))
}

function isState(topic: string): boolean {
  return topic.startsWith(collectorTopicRoot) && topic.endsWith('/state') && topic.split('/').length === 5
}

function isOf(identity: AgentIdentity, topic: string, kinds: ReadonlySet<string>): boolean {
  const root = agentTopicRoot(identity)
  if (!topic.startsWith(root)) return false
  const [kind = '', more] = topic.slice(root.length).split('/', 2)
  return kinds.has(kind) || kinds.has(`${kind}/${more}`)
}
