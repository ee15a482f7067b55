import type { AgentRecord, CameraRecord } from '../../../../wire/rest.ts'
import { cameraKey } from '../events/filters.ts'

/** A row without a camera is the agent's own. */
export type FleetRow = {
  readonly key: string
  readonly agent: AgentRecord
  readonly camera?: CameraRecord
}

/** Agents by site and name, each followed by its cameras in the order in which it has them. */
export function fleetRows(agents: readonly AgentRecord[]): FleetRow[] {
  return agents
    .toSorted((a, b) => a.site.localeCompare(b.site) || a.agent.localeCompare(b.agent))
    .flatMap((agent) => [
      { key: `${agent.site}/${agent.agent}`, agent },
      ...agent.cameras.map((camera) => ({ key: cameraKey({ ...agent, camera: camera.camera }), agent, camera })),
    ])
}
