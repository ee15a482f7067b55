import type { AgentRecord } from '../../../../wire/rest.ts'
import { cameraKey } from './filters.ts'

export type FilterOption = { readonly value: string; readonly label: string; readonly note?: string }

/** Every camera that is known, with its site, by site and name. */
export function cameraOptions(
  agents: readonly AgentRecord[],
  siteName: (id: string) => string = (id) => id,
): FilterOption[] {
  return agents
    .flatMap(({ site, agent, cameras }) =>
      cameras.map(({ camera, name }) => ({
        value: cameraKey({ site, agent, camera }),
        label: name === '' ? camera : name,
        note: siteName(site),
      })),
    )
    .sort((a, b) => a.note.localeCompare(b.note) || a.label.localeCompare(b.label))
}

/** The names of the rules of one camera, or of all; a name that several cameras use is one choice. */
export function ruleOptions(agents: readonly AgentRecord[], camera: string | undefined): FilterOption[] {
  const names = agents.flatMap(({ site, agent, cameras }) =>
    cameras
      .filter((of) => camera === undefined || camera === cameraKey({ site, agent, camera: of.camera }))
      .flatMap(({ rules }) => rules.map(({ name }) => name)),
  )
  return [...new Set(names)].sort((a, b) => a.localeCompare(b)).map((name) => ({ value: name, label: name }))
}
