/** How agents and cameras are said to be. Pure: nothing is called alive without a fresh word from it. */
import type { AgentRecord, AgentStatus, CameraRecord, CameraStatus } from '../../../../wire/rest.ts'
import type { TextKey } from '../i18n/vi.ts'

/** States by shape first, so that they are told apart without colour. */
export type StateShape = 'alive' | 'silent' | 'dead' | 'degraded' | 'waiting' | 'ended' | 'unknown'

export type Standing = {
  readonly shape: StateShape
  readonly word: TextKey
  /** Since when, epoch milliseconds, where it is known. */
  readonly since?: number
}

const cameraLooks: Readonly<Record<CameraStatus, Standing>> = {
  live: { shape: 'alive', word: 'cameraStatus.live' },
  starting: { shape: 'waiting', word: 'cameraStatus.starting' },
  degraded: { shape: 'degraded', word: 'cameraStatus.degraded' },
  down: { shape: 'dead', word: 'cameraStatus.down' },
  ended: { shape: 'ended', word: 'cameraStatus.ended' },
  silent: { shape: 'silent', word: 'cameraStatus.silent' },
  unknown: { shape: 'unknown', word: 'cameraStatus.unknown' },
}

const agentLooks: Readonly<Record<AgentStatus, Standing>> = {
  online: { shape: 'alive', word: 'agentStatus.online' },
  silent: { shape: 'silent', word: 'agentStatus.silent' },
  offline: { shape: 'dead', word: 'agentStatus.offline' },
  unknown: { shape: 'unknown', word: 'agentStatus.unknown' },
}

/** @param isLinked whether this page hears from the collector; if not, nothing is known of now */
export function cameraStanding(camera: CameraRecord, agent: AgentRecord, isLinked: boolean): Standing {
  if (!isLinked) return cameraLooks.unknown
  const look = cameraLooks[camera.status]
  // What is silent or unknown has been so since it was last heard.
  const unheard = camera.status === 'silent' || camera.status === 'unknown'
  const since = camera.since ?? (unheard ? agent.lastSeenAt : undefined)
  return since === undefined ? look : { ...look, since }
}

export function agentStanding(agent: AgentRecord, isLinked: boolean): Standing {
  if (!isLinked) return agentLooks.unknown
  const look = agentLooks[agent.status]
  return agent.status === 'online' ? look : { ...look, since: agent.lastSeenAt }
}
