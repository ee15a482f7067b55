import { v7 as newId } from 'uuid'
import { createEventStream } from '../query/event-stream.ts'
import { createEventQuery } from '../query/events.ts'
import { createGroupLookup } from '../query/incident-groups.ts'
import { openReader } from '../store/database.ts'
import { createReadingRows } from '../store/event-reading.ts'
import { createEntryRows } from '../store/incident-entries.ts'
import { openIncidents } from '../store/incident-schema.ts'
import { createIncidentRows } from '../store/incidents.ts'
import { createSiteRows } from '../store/sites.ts'
import { createChecklists } from './checklists.ts'
import type { IncidentsConfig } from './config.ts'
import { createGrouper, type Grouper } from './grouper.ts'
import { createPlaces } from './places.ts'
import { createPlacing } from './placing.ts'
import { createSieve, incidentRules } from './rules.ts'

export type OpenGrouper = {
  readonly grouper: Grouper
  /** Another one whenever events may have changed. */
  readonly version: () => number
  readonly close: () => void
}

/**
 * A grouper over its three databases, of which it writes that of the incidents.
 * @throws Error when one of them cannot be opened
 */
export function openGrouper(
  files: { readonly eventsFile: string; readonly registryFile: string; readonly incidentsFile: string },
  config: IncidentsConfig,
  now: () => number,
): OpenGrouper {
  const events = openReader(files.eventsFile)
  const registry = openReader(files.registryFile)
  const incidents = openIncidents(files.incidentsFile)
  const stream = createEventStream(events)
  const rows = createIncidentRows(incidents)
  const rules = incidentRules(config)
  const sites = createSiteRows(registry)
  const place = createPlacing({
    rules,
    places: createPlaces(() => sites.list(), config.timeZone),
    rows,
    entries: createEntryRows(incidents),
    candidates: createGroupLookup(incidents),
    stepsOf: createChecklists(config),
    newId,
    now,
  })
  const { find } = createEventQuery(events)
  const reading = createReadingRows(incidents)
  const grouper = createGrouper({ stream, find, rows, reading, mayMatter: createSieve(rules), place, now })
  return {
    grouper,
    version: stream.version,
    close() {
      for (const database of [events, registry, incidents]) database.close()
    },
  }
}
