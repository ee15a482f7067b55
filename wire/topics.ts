/** MQTT topics, identity first, so that one ACL line (`watchpost/v1/{site}/{agent}/#`) fits one agent. */
import { wireVersion } from './version.ts'

/** One topic level of ours: site, agent, camera and collector names. */
export const namePattern = '^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$'
const nameRegExp = new RegExp(namePattern)

/** Event types are lower-case words joined by dots, e.g. `line.crossed`. */
export const eventTypePattern = '^[a-z]+(?:\\.[a-z]+){0,3}$'
const eventTypeRegExp = new RegExp(eventTypePattern)

/** The camera level of what is about the agent itself, as `outbox.lost`; refused as the id of a camera. */
export const agentItself = 'agent'

export type AgentIdentity = { readonly site: string; readonly agent: string }

const plainKinds = ['birth', 'state', 'replay', 'ack', 'health'] as const
export type PlainKind = (typeof plainKinds)[number]

/** What a collector may ask of an agent. */
const verbs = ['clip'] as const
export type Verb = (typeof verbs)[number]

export type ParsedTopic =
  | (AgentIdentity & { readonly kind: PlainKind })
  | (AgentIdentity & { readonly kind: 'event'; readonly camera: string; readonly type: string })
  | (AgentIdentity & { readonly kind: 'incident'; readonly id: string })
  | (AgentIdentity & { readonly kind: `${'command' | 'reply'}-${Verb}` })
  | { readonly kind: 'collector-state'; readonly collector: string }

const root = `watchpost/v${wireVersion}`

/** All that is of one agent begins so: `watchpost/v1/{site}/{agent}/` */
export function agentTopicRoot({ site, agent }: AgentIdentity): string {
  return `${root}/${site}/${agent}/`
}

/** What collectors say of themselves begins so. */
export const collectorTopicRoot = `${root}/collector/`

/** `watchpost/v1/{site}/{agent}/{kind}` */
export function agentTopic(identity: AgentIdentity, kind: PlainKind): string {
  return `${agentTopicRoot(identity)}${kind}`
}

/** `watchpost/v1/{site}/{agent}/event/{camera}/{type}` */
export function eventTopic(identity: AgentIdentity, camera: string, type: string): string {
  return `${root}/${identity.site}/${identity.agent}/event/${camera}/${type}`
}

/** `watchpost/v1/{site}/{agent}/incident/{id}` */
export function incidentTopic(identity: AgentIdentity, id: string): string {
  return `${root}/${identity.site}/${identity.agent}/incident/${id}`
}

/** `watchpost/v1/{site}/{agent}/command/{verb}`, collector → agent */
export function commandTopic(identity: AgentIdentity, verb: Verb): string {
  return `${root}/${identity.site}/${identity.agent}/command/${verb}`
}

/** `watchpost/v1/{site}/{agent}/reply/{verb}` */
export function replyTopic(identity: AgentIdentity, verb: Verb): string {
  return `${root}/${identity.site}/${identity.agent}/reply/${verb}`
}

/** `watchpost/v1/collector/{name}/state`; `collector` is therefore refused as a site name. */
export function collectorStateTopic(collector: string): string {
  return `${root}/collector/${collector}/state`
}

/** Filters to subscribe with; `+` stands for one level. */
export const topicFilters = {
  everyCollectorState: `${root}/collector/+/state`,
  everything: `${root}/#`,
} as const

/** The MQTT client id of an agent: its identity, never random, so that a second one with it is noticed. */
export function agentClientId(identity: AgentIdentity): string {
  return `${identity.site}/${identity.agent}`
}

/** Whether a string may be the name of a site, agent, camera or collector. */
export function isName(value: string): boolean {
  return nameRegExp.test(value)
}

/** Whose a topic is and what of, whether or not this version knows more of it; `undefined` for one that is of no agent. */
export function parseRoot(topic: string): (AgentIdentity & { readonly kind: string }) | undefined {
  if (!topic.startsWith(`${root}/`)) return undefined
  const [site = '', agent = '', kind = ''] = topic.slice(root.length + 1).split('/', 3)
  return isName(site) && isName(agent) && site !== 'collector' && kind !== '' ? { site, agent, kind } : undefined
}

/** Parses a topic of ours; `undefined` for any other topic, however close. */
export function parseTopic(topic: string): ParsedTopic | undefined {
  if (!topic.startsWith(`${root}/`)) return undefined
  const levels = topic.slice(root.length + 1).split('/')
  const [site, agent, kind] = levels
  if (site === undefined || agent === undefined || kind === undefined) return undefined
  if (!isName(site) || !isName(agent)) return undefined
  if (site === 'collector') {
    return levels.length === 3 && kind === 'state' ? { kind: 'collector-state', collector: agent } : undefined
  }
  if (kind === 'event') return parseEventTopic({ site, agent }, levels)
  const [, , , id] = levels
  if (kind === 'incident')
    return levels.length === 4 && id !== undefined && isName(id) ? { site, agent, kind, id } : undefined
  if (kind === 'command' || kind === 'reply') {
    const verb = verbs.find((candidate) => candidate === levels[3])
    return verb !== undefined && levels.length === 4 ? { site, agent, kind: `${kind}-${verb}` } : undefined
  }
  const plain = plainKinds.find((candidate) => candidate === kind)
  return plain !== undefined && levels.length === 3 ? { site, agent, kind: plain } : undefined
}

function parseEventTopic(identity: AgentIdentity, levels: string[]): ParsedTopic | undefined {
  const [, , , camera, type] = levels
  if (levels.length !== 5 || camera === undefined || type === undefined) return undefined
  if (!isName(camera) || type.length > 48 || !eventTypeRegExp.test(type)) return undefined
  return { ...identity, kind: 'event', camera, type }
}
