import { join } from 'node:path'
import { readAuthorities } from '../runtime/authorities.ts'
import { type Closing, createClosing } from '../runtime/closing.ts'
import type { Log } from '../runtime/log.ts'
import { projectRoot } from '../runtime/project.ts'
import { encode } from '../wire/codec.ts'
import { incidentMessage } from '../wire/incident-message.ts'
import type { CollectorState } from '../wire/state.ts'
import { type AgentIdentity, agentTopic, collectorStateTopic, incidentTopic } from '../wire/topics.ts'
import { wireVersion } from '../wire/version.ts'
import { type Access, createAccess } from './access/access.ts'
import { createMqttCallers } from './access/mqtt-callers.ts'
import { openAuditRecord } from './access/open-audit.ts'
import { isWithin, placesFor } from './access/rights.ts'
import { createSingleSignOn } from './access/single-sign-on.ts'
import { createFeed, type Feed } from './api/feed.ts'
import type { RouteFacts } from './api/route-access.ts'
import { createApi } from './api/server.ts'
import type { Broker } from './broker/broker.ts'
import { createEmbeddedBroker, type EmbeddedBrokerOptions } from './broker/embedded.ts'
import { createExternalBroker } from './broker/external.ts'
import type { IdentifyMqtt } from './broker/gatekeeper.ts'
import { createClipRequests } from './clip-requests.ts'
import { type CollectorConfig, refuseHalfTls, refuseOpenHosts, refuseSignOn, tlsPlace } from './config.ts'
import { collectorHealth, healthOf } from './health.ts'
import { openIncidentDesk } from './incidents/desk.ts'
import type { AddressedAck } from './ingest/acks.ts'
import { openIntake } from './intake/intake.ts'
import { createCollectorMetrics } from './metrics.ts'
import { watchAgents } from './query/agent-watch.ts'
import { openQuery, type Query } from './query/query.ts'
import { noteRun } from './retention/note-run.ts'
import { startRetention } from './retention/retention.ts'
import { openSearch } from './search/search.ts'
import { searchFileIn } from './search/search-file.ts'
import { createSites } from './sites/sites.ts'
import { explainListen, openFolder } from './startup.ts'
import { openMedia } from './store/media.ts'
import { openRegistry } from './store/registry.ts'
import { filesSetAside, openWhole } from './store/set-aside.ts'
import { createSiteRows } from './store/sites.ts'
import { createTally } from './tally.ts'
import { openTls } from './tls/tls.ts'

export type CollectorOptions = {
  readonly log: Log
  /** Where the built console lies. */
  readonly consoleFolder?: string
}

export type Collector = {
  readonly httpUrl: string
  readonly mqttUrl: string
  /** What the first administrator is made with, once; absent where there is one, or nobody has to log in. */
  readonly setupCode?: string
  /** Every route of the interface, and what it needs. */
  readonly routes: () => RouteFacts[]
  /** Says goodbye to the agents, stores what is queued, closes everything. */
  close(): Promise<void>
}

/**
 * Opens the collector: store, ingest, interface, broker, in the order in which messages need them, last first.
 * @throws Error saying in one sentence what is in the way
 */
export async function runCollector(config: CollectorConfig, options: CollectorOptions): Promise<Collector> {
  refuseOpenHosts(config)
  refuseHalfTls(config)
  refuseSignOn(config)
  const closing = createClosing()
  try {
    return await openCollector(config, options, closing)
  } catch (error) {
    await closing.close()
    throw error
  }
}

async function openCollector(
  config: CollectorConfig,
  { log, consoleFolder = join(projectRoot, 'dist', 'console') }: CollectorOptions,
  closing: Closing,
): Promise<Collector> {
  const startedAt = Date.now()
  const folder = openFolder(config.dataFolder)
  const file = join(folder, 'collector.db')
  const tls = config.tls.enabled ? await openTls({ ...tlsPlace(config), log, now: Date.now }) : undefined
  closing.add('tls', () => tls?.close())
  const identify = config.access.open ? undefined : (...login: Parameters<IdentifyMqtt>) => identifyMqtt(...login)
  const broker = await createBroker(config, { identify, tls, log })
  const acknowledge = createAcknowledge(broker, log)
  const unreadable = createTally(log, 'it cannot be read how agents stand')
  const tellOf = (identity: AgentIdentity): void => {
    try {
      sendAgent(query, feed, identity)
    } catch (error) {
      unreadable.add({ ...identity, err: error })
    }
  }
  const intake = await openIntake({
    file,
    quarantineRows: config.quarantine.maxRows,
    agentBytesPerSecond: config.ingest.agentBytesPerSecond,
    onCommitted: ({ acks, events, agents, tookMs }) => {
      metrics.committed(tookMs)
      for (const ack of acks) acknowledge(ack)
      for (const event of events) feed.event(event)
      for (const identity of agents) tellOf(identity)
    },
    onReplaced() {
      query.reopen()
      for (const reader of [search, retention]) reader.restart()
      desk.reopen()
    },
    log,
  })
  const closeIntake = once(() => intake.close())
  closing.add('store', closeIntake)
  const feed = createFeed({ log, onWatched: (isWatched) => intake.watch(isWatched) })
  const query = openQuery(file, { startedAt, silentAfterMs: config.silentAfterMs })
  closing.add('query', () => query.close())
  const incidentsFile = join(folder, 'incidents.db')
  const search = openSearch({
    eventsFile: file,
    incidentsFile,
    searchFile: searchFileIn(folder),
    log,
    onSaved: (changesTo) => intake.forgetChanges(changesTo),
  })
  closing.add('search', () => search.close())
  const registryFile = join(folder, 'registry.db')
  const { db: registry, setAside } = openWhole(registryFile, startedAt, openRegistry)
  if (setAside !== undefined) log.error(setAside, 'the database of sites is damaged and set aside; restore a backup')
  closing.add('registry', () => void registry.close())
  const sites = createSites(createSiteRows(registry), Date.now)
  const sessionMs = config.access.sessionHours * 3_600_000
  const access = createAccess(registry, { branchOf: sites.branch, sessionMs, now: Date.now })
  const identifyMqtt = createMqttCallers(access.enrolment, (token) => {
    const caller = access.keys.verify(token)
    const places = caller && placesFor(caller.rights, 'events:read', sites.branch)
    return places && { name: caller.name, maySee: (site) => isWithin(site, places) }
  })
  const setupCode = config.access.open ? undefined : access.setup.begin()
  const audit = openAuditRecord(join(folder, 'audit.db'), registry, log)
  closing.add('audit', () => audit.close())
  const desk = await openIncidentDesk({
    ...{ eventsFile: file, registryFile, incidentsFile, config: config.incidents, log },
    findEvent: (id) => query.events.find(id),
    publish: (record) =>
      broker.publish(incidentTopic(record, record.id), encode(incidentMessage(record)), { qos: 1, retain: false }),
    show: (record) => feed.incident(record),
  })
  closing.add('incidents', () => desk.close())
  const mediaFolder = join(folder, 'media')
  const media = openMedia(mediaFolder, { ...config.media, onStored: (bytes) => retention.stored(bytes) })
  const retention = startRetention({
    ...{ eventsFile: file, registryFile, incidentsFile, mediaFolder, config: config.retention, log },
    erase: intake.erase,
    onRun: (run) => noteRun(run, audit),
  })
  const closeRetention = once(() => retention.close())
  closing.add('retention', closeRetention)
  const clipRequests = createClipRequests({
    publish: (topic, payload) => broker.publish(topic, payload, { qos: 1, retain: false }),
    now: Date.now,
  })
  broker.onMessage((topic, payload, stored) => {
    if (clipRequests.take(topic, payload)) stored?.()
    else intake.accept(topic, payload, stored)
  })

  const healthSources = {
    ask: () => intake.ask(),
    dropped: () => intake.dropped(),
    brokerFailure: () => broker.failure(),
    incidentFailure: () => desk.failure(),
    certificateFailure: () => tls?.failure(),
    setAside: () => [file, registryFile, incidentsFile].flatMap(filesSetAside),
  }
  const metrics = createCollectorMetrics(async () => {
    const answer = await intake.ask()
    return {
      checks: healthOf(answer, healthSources).checks,
      status: answer?.status,
      dropped: intake.dropped(),
      throttled: intake.throttled(),
      agents: query.agents.counts(Date.now()),
      ungrouped: desk.behind(),
      retention: { ...retention.standing(), erased: retention.erased() },
    }
  })
  const api = await createApi({
    events: query.events,
    search,
    agents: query.agents,
    requestClip: clipRequests.ask,
    sites,
    access,
    accessConfig: config.access,
    tls,
    audit,
    incidents: desk,
    retention: { config: config.retention, standing: retention.standing, runs: query.erasures },
    signOn: singleSignOnOf(config, access),
    media,
    mediaLimits: config.media,
    feed,
    health: () => collectorHealth(healthSources),
    metrics: metrics.text,
    requestsPerMinute: config.http.requestsPerMinute,
    trustedProxies: config.http.trustedProxies,
    consoleFolder,
    log,
  })
  closing.add('interface', () => api.close())
  closing.add('feed', () => feed.close())
  const httpUrl = await api.open(config.http.host, config.http.port).catch(explainListen('http', config.http))

  // Agents hold their messages while no collector is there.
  broker.onConnect(() => {
    void announce(broker, config.name, 'online', log)
    desk.tell()
  })
  closing.add('broker', () => broker.close())
  const mqttUrl = await broker.open().catch(explainListen('mqtt', config.mqtt))
  // Before the broker, so that what is stored last is acknowledged too.
  closing.add('intake', closeIntake)
  // Before the store, which answers what it is still asked to delete.
  closing.add('retention', closeRetention)
  closing.add(
    'watch',
    watchAgents({
      standings: (now) => query.agents.standings(now),
      onChange: tellOf,
      onFailure: (error) => unreadable.add({ err: error }),
    }),
  )
  closing.add('announcement', () => announce(broker, config.name, 'offline', log))

  log.info({ httpUrl, mqttUrl, dataFolder: folder }, 'collector is up')
  return {
    httpUrl,
    mqttUrl,
    ...(setupCode !== undefined && { setupCode }),
    routes: api.routes,
    close: () => closing.close(),
  }
}

function singleSignOnOf({ access: { singleSignOn, publicUrl } }: CollectorConfig, { people }: Access) {
  if (singleSignOn === undefined || publicUrl === undefined) return undefined
  return createSingleSignOn(singleSignOn, publicUrl, people, Date.now)
}

/** The same promise for everybody who asks. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined
  return () => (closed ??= close())
}

/** An acknowledgement that gets lost is healed: the agent sends again, and is acknowledged again. */
function createAcknowledge(broker: Broker, log: Log): (ack: AddressedAck) => void {
  const failed = createTally(log, 'acknowledgement not sent; the agent sends its messages again')
  return ({ identity, ack }) => {
    broker
      .publish(agentTopic(identity, 'ack'), encode(ack), { qos: 1, retain: false })
      .catch((error: unknown) => failed.add({ ...identity, err: error }))
  }
}

function sendAgent(query: Query, feed: Feed, identity: { site: string; agent: string }): void {
  const record = feed.isHeard() ? query.agents.find(identity, Date.now()) : undefined
  if (record !== undefined) feed.agent(record)
}

type BrokerParts = Pick<EmbeddedBrokerOptions, 'identify' | 'tls' | 'log'>

async function createBroker({ name, mqtt }: CollectorConfig, { identify, tls, log }: BrokerParts): Promise<Broker> {
  const { url, ca: caFile, ...embedded } = mqtt
  if (url === undefined) return createEmbeddedBroker({ ...embedded, identify, tls, log })
  const will = { topic: collectorStateTopic(name), payload: stateMessage('offline') }
  const ca = caFile === undefined ? {} : { ca: readAuthorities('mqtt.ca', caFile) }
  // No site may be called so: this is no agent's identity.
  return createExternalBroker({ ...embedded, ...ca, url, clientId: `collector/${name}`, will, log })
}

async function announce(broker: Broker, name: string, state: CollectorState['state'], log: Log): Promise<void> {
  try {
    await broker.publish(collectorStateTopic(name), stateMessage(state), { qos: 1, retain: true })
  } catch (error) {
    // Without a connection there is nobody to tell; it is said again on the next.
    log.warn({ err: error, state }, 'the state of the collector could not be published')
  }
}

function stateMessage(state: CollectorState['state']): Buffer {
  return encode({ v: wireVersion, state, at: Date.now() } satisfies CollectorState)
}
