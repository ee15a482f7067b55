/** Every kind of message of the contract: where it travels, how, and what one looks like. */
import type { TSchema } from 'typebox'
import { Ack } from '../../wire/ack.ts'
import { Birth } from '../../wire/birth.ts'
import { maxMessageBytes, maxReplayBytes } from '../../wire/codec.ts'
import { ClipCommand, ClipReply } from '../../wire/command.ts'
import { EventPayload } from '../../wire/event.ts'
import { Health } from '../../wire/health.ts'
import { IncidentMessage } from '../../wire/incident-message.ts'
import { AgentState, CollectorState } from '../../wire/state.ts'
import {
  agentTopic,
  collectorStateTopic,
  commandTopic,
  eventTopic,
  incidentTopic,
  replyTopic,
} from '../../wire/topics.ts'
import {
  ack,
  birth,
  clipCommand,
  clipReply,
  collectorState,
  event,
  eventPlace,
  exampleAgent,
  health,
  incident,
  replayed,
  state,
} from './message-examples.ts'

export type Message = {
  readonly name: string
  readonly title: string
  /** Topic with its variable levels in braces. */
  readonly address: string
  readonly from: 'agent' | 'collector'
  readonly retained: boolean
  readonly maxBytes: number
  readonly summary: string
  /** Of the payload, or of each element where `isList`. */
  readonly schema: TSchema
  readonly isList: boolean
  readonly topic: string
  readonly example: object
}

const site = '{site}'
const agent = '{agent}'
const identity = { site, agent }
const plain = { from: 'agent', retained: false, isList: false } as const

export const messages: readonly Message[] = [
  {
    ...plain,
    name: 'event',
    title: 'Event message',
    address: eventTopic(identity, '{camera}', '{type}'),
    maxBytes: maxMessageBytes,
    summary: 'One thing that happened, as soon as it is on the disk of the agent.',
    schema: EventPayload,
    topic: eventTopic(exampleAgent, eventPlace.camera, eventPlace.type),
    example: event,
  },
  {
    ...plain,
    name: 'replay',
    title: 'Event messages after an outage',
    address: agentTopic(identity, 'replay'),
    maxBytes: maxReplayBytes,
    summary:
      'A list of event messages that could not be sent when they happened, or that nobody acknowledged: oldest first, each with `replayed: true`, of any camera and type.',
    schema: EventPayload,
    isList: true,
    topic: agentTopic(exampleAgent, 'replay'),
    example: replayed,
  },
  {
    ...plain,
    name: 'ack',
    title: 'Acknowledgement',
    address: agentTopic(identity, 'ack'),
    from: 'collector',
    maxBytes: maxReplayBytes,
    summary: 'What a collector has stored. The agent deletes these messages from its disk; all others it sends again.',
    schema: Ack,
    topic: agentTopic(exampleAgent, 'ack'),
    example: ack,
  },
  {
    ...plain,
    name: 'birth',
    title: 'Birth of an agent',
    address: agentTopic(identity, 'birth'),
    retained: true,
    maxBytes: maxReplayBytes,
    summary: 'Who the agent is and what it runs, on every connect.',
    schema: Birth,
    topic: agentTopic(exampleAgent, 'birth'),
    example: birth,
  },
  {
    ...plain,
    name: 'state',
    title: 'State of an agent',
    address: agentTopic(identity, 'state'),
    retained: true,
    maxBytes: maxMessageBytes,
    summary:
      'Whether the agent is connected. `offline` is also its last will, so that the broker says it when the agent cannot.',
    schema: AgentState,
    topic: agentTopic(exampleAgent, 'state'),
    example: state,
  },
  {
    ...plain,
    name: 'health',
    title: 'Health of an agent',
    address: agentTopic(identity, 'health'),
    maxBytes: maxReplayBytes,
    summary: 'How the agent and each camera are, every 30 s (`healthMs`) and when a camera changes its state.',
    schema: Health,
    topic: agentTopic(exampleAgent, 'health'),
    example: health,
  },
  {
    ...plain,
    name: 'incident',
    title: 'Incident',
    address: incidentTopic(identity, '{id}'),
    from: 'collector',
    maxBytes: maxMessageBytes,
    summary:
      'Events that are one matter, opened, changed or closed: the incident as it is now. Changes that follow fast on each other are told as one; after a restart of the collector the last may be told again.',
    schema: IncidentMessage,
    topic: incidentTopic(exampleAgent, incident.id),
    example: incident,
  },
  {
    ...plain,
    name: 'command-clip',
    title: 'Request for a clip',
    address: commandTopic(identity, 'clip'),
    from: 'collector',
    maxBytes: maxMessageBytes,
    summary:
      'Asks for the clip of an event that the agent has recorded and not uploaded, as where `recording.upload` leaves it out. What comes after its deadline is refused, not run late.',
    schema: ClipCommand,
    topic: commandTopic(exampleAgent, 'clip'),
    example: clipCommand,
  },
  {
    ...plain,
    name: 'reply-clip',
    title: 'Reply to a request for a clip',
    address: replyTopic(identity, 'clip'),
    maxBytes: maxMessageBytes,
    summary:
      'What becomes of it. The clip itself is named by an `update` of the event when it is cut, before it is uploaded.',
    schema: ClipReply,
    topic: replyTopic(exampleAgent, 'clip'),
    example: clipReply,
  },
  {
    ...plain,
    name: 'collector-state',
    title: 'State of a collector',
    address: collectorStateTopic('{collector}'),
    from: 'collector',
    retained: true,
    maxBytes: maxMessageBytes,
    summary: 'Whether this collector takes messages. While none does, agents keep theirs.',
    schema: CollectorState,
    topic: collectorStateTopic('collector-1'),
    example: collectorState,
  },
]

/** The variable levels of topics. */
export const topicLevels: Readonly<Record<string, string>> = {
  site: 'Where the agent stands; any name but `collector`',
  agent: 'The agent, unique within its site',
  camera: 'The camera, unique within its agent',
  type: 'What happened, e.g. `line.crossed`',
  id: 'The incident',
  collector: 'The collector',
}
