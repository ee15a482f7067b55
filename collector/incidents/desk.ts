/** Incidents as a whole: their database, the thread that groups, what people do, and telling of it. */
import { v7 as newId } from 'uuid'
import type { Log } from '../../runtime/log.ts'
import type { IncidentRecord } from '../../wire/incidents.ts'
import type { EventRecord } from '../../wire/rest.ts'
import { createFigures, type IncidentFigureQuery } from '../query/incident-figures.ts'
import { createIncidentQuery, type IncidentQuery } from '../query/incidents.ts'
import { openReader } from '../store/database.ts'
import { createEntryRows } from '../store/incident-entries.ts'
import { openIncidents } from '../store/incident-schema.ts'
import { createIncidentRows } from '../store/incidents.ts'
import { openWhole } from '../store/set-aside.ts'
import { createTally } from '../tally.ts'
import { checkIncidentsConfig } from './check-config.ts'
import { createChecklists } from './checklists.ts'
import type { IncidentsConfig } from './config.ts'
import { startGrouping } from './grouping-thread.ts'
import { createIncidents, type Incidents } from './incidents.ts'
import { createPublisher } from './publisher.ts'

export type IncidentDeskOptions = {
  readonly eventsFile: string
  readonly registryFile: string
  readonly incidentsFile: string
  readonly config: IncidentsConfig
  readonly findEvent: (id: string) => EventRecord | undefined
  readonly publish: (record: IncidentRecord) => Promise<void>
  readonly show: (record: IncidentRecord) => void
  readonly log: Log
}

export type IncidentDesk = {
  readonly query: IncidentQuery
  readonly figures: IncidentFigureQuery
  readonly incidents: Incidents
  /** To be called when the broker can be spoken to. */
  tell(): void
  /** Why events are not grouped now; undefined while they are. */
  failure(): string | undefined
  behind(): number
  /** Reads the events that lie there now: the database that they were in was set aside. */
  reopen(): void
  close(): Promise<void>
}

/** @throws Error when a database cannot be opened; ConfigError */
export async function openIncidentDesk(options: IncidentDeskOptions): Promise<IncidentDesk> {
  const { eventsFile, registryFile, incidentsFile, config, findEvent, publish, show, log } = options
  checkIncidentsConfig(config)
  const { db, setAside } = openWhole(incidentsFile, Date.now(), openIncidents)
  if (setAside !== undefined)
    log.error(setAside, 'the database of incidents is damaged and set aside; restore a backup')
  const reader = openReader(incidentsFile)
  const query = createIncidentQuery(reader)
  const failed = createTally(log, 'incident not published; it is tried again')
  const publisher = createPublisher({
    unpublished: query.unpublished,
    find: query.find,
    publish,
    published: ({ number, revision }) => thread.setTold(number, revision),
    show,
    onFailure: (error) => failed.add({ err: error }),
  })
  const close = async (): Promise<void> => {
    await publisher.close()
    for (const database of [reader, db]) database.close()
  }
  const files = { eventsFile, registryFile, incidentsFile }
  const thread = await startGrouping(
    { ...files, config, logLevel: log.level as GroupingLogLevel },
    () => publisher.prompt(),
    log,
  ).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return {
    query,
    figures: createFigures(reader),
    incidents: createIncidents({
      rows: createIncidentRows(db),
      entries: createEntryRows(db),
      query: createIncidentQuery(db),
      findEvent,
      stepsOf: createChecklists(config),
      newId,
      now: Date.now,
      onChanged: () => publisher.prompt(),
    }),
    tell: () => publisher.open(),
    failure: () => thread.failure(),
    behind: () => thread.behind(),
    reopen: () => thread.restart(),
    async close() {
      await thread.close()
      await close()
    },
  }
}

type GroupingLogLevel = Parameters<typeof startGrouping>[0]['logLevel']
