import Type, { type Static } from 'typebox'
import { Instant } from './event-media.ts'

/** Retained. `offline` is the last will, so `at` is then the time of connecting, not of death. */
export const AgentState = Type.Object(
  {
    v: Type.Literal(1, { description: 'Major version of the contract' }),
    state: Type.Union([Type.Literal('online'), Type.Literal('draining'), Type.Literal('offline')], {
      description: 'offline is also the last will, spoken by the broker',
    }),
    boot: Type.Integer({ minimum: 1, description: 'Start counter of the agent' }),
    run: Type.Optional(
      Type.String({
        pattern: '^[0-9a-f]{8}$',
        description: 'Random for each start, so that two agents with one identity notice each other',
      }),
    ),
    at: Type.Integer({ ...Instant, description: 'Epoch milliseconds, UTC; in the last will the time of connecting' }),
  },
  { $id: 'state', title: 'State of an agent' },
)
export type AgentState = Static<typeof AgentState>

/** Retained on `watchpost/v1/collector/{name}/state`; agents hold their messages while no collector is online. */
export const CollectorState = Type.Object(
  {
    v: Type.Literal(1, { description: 'Major version of the contract' }),
    state: Type.Union([Type.Literal('online'), Type.Literal('offline')], {
      description: 'While none is online, agents keep their messages',
    }),
    at: Instant,
  },
  { $id: 'collector-state', title: 'State of a collector' },
)
export type CollectorState = Static<typeof CollectorState>
