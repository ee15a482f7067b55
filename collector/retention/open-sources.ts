import { createHolds, type Holds } from '../query/incident-holds.ts'
import { createRetained, type Retained } from '../query/retained.ts'
import { openReader } from '../store/database.ts'
import { createIncidentEraser, type IncidentEraser } from '../store/incident-erasing.ts'
import { openIncidents } from '../store/incident-schema.ts'
import { type MediaFiles, openMediaFiles } from '../store/media-files.ts'
import { createSiteRows } from '../store/sites.ts'
import type { RetentionConfig } from './config.ts'
import { type Policy, policyOf } from './policy.ts'
import type { RetentionFiles } from './thread-messages.ts'

export type RetentionSources = {
  readonly retained: Retained
  readonly holds: Holds
  readonly files: MediaFiles
  readonly incidents: IncidentEraser
  /** As the tree of sites is now. */
  readonly policy: () => Policy
  readonly close: () => void
}

/** @throws Error when one of the databases cannot be opened */
export function openSources(files: RetentionFiles, config: RetentionConfig): RetentionSources {
  const events = openReader(files.eventsFile)
  const registry = openReader(files.registryFile)
  const incidents = openIncidents(files.incidentsFile)
  const sites = createSiteRows(registry)
  return {
    retained: createRetained(events),
    holds: createHolds(incidents),
    files: openMediaFiles(files.mediaFolder),
    incidents: createIncidentEraser(incidents),
    policy: () => policyOf(config, sites.list()),
    close() {
      for (const database of [events, registry, incidents]) database.close()
    },
  }
}
