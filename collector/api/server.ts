import type { Server as TlsServer } from 'node:tls'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import fastify, { type FastifyInstance } from 'fastify'
import type { Log } from '../../runtime/log.ts'
import type { CollectorHealth } from '../../wire/rest.ts'
import type { Access } from '../access/access.ts'
import type { AccessConfig } from '../access/access-config.ts'
import type { Audit } from '../access/audit.ts'
import type { SingleSignOn } from '../access/single-sign-on.ts'
import type { AgentQuery } from '../query/agents.ts'
import type { EventQuery } from '../query/events.ts'
import type { Search } from '../search/search.ts'
import type { Sites } from '../sites/sites.ts'
import type { MediaStore } from '../store/media.ts'
import type { Tls } from '../tls/tls.ts'
import { addAgentRoutes } from './agent-routes.ts'
import { addAuditHook } from './audit-hook.ts'
import { addAuditRoutes } from './audit-routes.ts'
import { addClipRequestRoute, type RequestClip } from './clip-request-route.ts'
import { serveConsole } from './console-files.ts'
import { addCountRoute } from './count-route.ts'
import { addEnrolmentRoutes } from './enrolment-routes.ts'
import { addEventRoutes } from './event-routes.ts'
import { addExportRoute } from './export-route.ts'
import type { Feed } from './feed.ts'
import { addFeedRoute } from './feed-route.ts'
import { addGuard } from './guard.ts'
import { addHealthRoute } from './health-route.ts'
import { addIncidentChangeRoutes } from './incident-change-routes.ts'
import { addIncidentRoutes, type IncidentSources } from './incident-routes.ts'
import { addKeyRoutes } from './key-routes.ts'
import { addMediaRoutes, type MediaLimits } from './media-routes.ts'
import { addMetricsRoute } from './metrics-route.ts'
import { addPeopleRoutes } from './people-routes.ts'
import { answerErrorsWithProblems, sendProblem } from './problems.ts'
import { addReference } from './reference/openapi.ts'
import { limitRequests } from './request-limit.ts'
import { addRetentionRoute, type RetentionFacts } from './retention-route.ts'
import type { RouteFacts } from './route-access.ts'
import { addSessionRoutes } from './session-routes.ts'
import { addSignOnRoutes } from './sign-on-routes.ts'
import { addSiteRoutes } from './site-routes.ts'

export type ApiOptions = {
  readonly events: EventQuery
  readonly search: Search
  readonly agents: AgentQuery
  readonly requestClip: RequestClip
  readonly sites: Sites
  readonly incidents: IncidentSources
  readonly retention: RetentionFacts
  readonly access: Access
  readonly accessConfig: AccessConfig
  /** Without it nothing is encrypted. */
  readonly tls: Tls | undefined
  readonly audit: Audit
  /** Where people may log in elsewhere. */
  readonly signOn: SingleSignOn | undefined
  readonly media: MediaStore
  readonly mediaLimits: MediaLimits
  readonly feed: Feed
  readonly health: () => Promise<CollectorHealth>
  /** In the text format of Prometheus. */
  readonly metrics: () => Promise<string>
  readonly requestsPerMinute: number
  readonly trustedProxies: readonly string[]
  /** Where the built console lies; a folder that is absent is said so on its page. */
  readonly consoleFolder: string
  readonly log: Log
}

export type Api = {
  /** Resolves to its address when requests are answered. */
  open(host: string, port: number): Promise<string>
  /** Every route, and what it needs. */
  routes(): RouteFacts[]
  close(): Promise<void>
}

/** HTTP over the folders of the collector: REST, live feed, pictures, reference, console. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const { access, accessConfig, audit, tls } = options
  const { open, publicUrl } = accessConfig
  const app = createApp(options)
  await app.register(helmet, { contentSecurityPolicy, strictTransportSecurity: false })
  await app.register(cookie)
  const guard = addGuard(app, { access, open, publicUrl, auditFailure: audit.failure })
  addAuditHook(app, audit)
  await limitRequests(app, options.requestsPerMinute)
  await addReference(app)
  await app.register((routes) => {
    const typed = routes.withTypeProvider<TypeBoxTypeProvider>()
    addEventRoutes(typed, options.events, options.search, options.sites)
    addCountRoute(typed, options.search, options.sites)
    addExportRoute(typed, options.search, options.sites)
    addClipRequestRoute(typed, options.events, options.requestClip)
    addAgentRoutes(typed, options.agents, options.sites)
    addSiteRoutes(typed, options.sites, () => options.agents.sites())
    addIncidentRoutes(typed, options.incidents, options.events, options.sites)
    addIncidentChangeRoutes(typed, options.incidents, options.events)
    addMediaRoutes(typed, options.media, options.events, options.mediaLimits)
    addFeedRoute(typed, options.feed, access, guard.currentRights)
    addHealthRoute(typed, options.health)
    addMetricsRoute(typed, options.metrics)
    addSessionRoutes(typed, { access, open, singleSignOn: options.signOn?.label })
    if (options.signOn !== undefined) addSignOnRoutes(typed, options.signOn, access, options.log)
    addPeopleRoutes(typed, access)
    addKeyRoutes(typed, access)
    addEnrolmentRoutes(typed, access.enrolment, tls?.trusted?.letters)
    addAuditRoutes(typed, audit)
    addRetentionRoute(typed, options.retention, options.sites)
  })
  await serveConsole(app, options.consoleFolder)
  return {
    async open(host, port) {
      await app.listen({ host, port })
      const address = app.server.address()
      const boundPort = typeof address === 'object' && address !== null ? address.port : port
      return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${boundPort}`
    },
    routes: guard.routes,
    close: () => app.close(),
  }
}

const bodyLimitBytes = 64 * 1024
/** Who has not said hello by then never will. */
const handshakeMs = 10_000

function createApp({ log, trustedProxies, tls }: ApiOptions): FastifyInstance {
  const app = fastify({
    ...(tls !== undefined && { https: { ...tls.current(), handshakeTimeout: handshakeMs } }),
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    bodyLimit: bodyLimitBytes,
    requestTimeout: 60_000,
    // A feed or an upload that is still open does not hold up the end of the process.
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, 'invalid-request', error.message),
  }) as unknown as FastifyInstance
  tls?.follow(app.server as unknown as TlsServer)
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  // What is answered is typed from the same schemas; checking and filtering it once more costs more than it finds.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  answerErrorsWithProblems(app, log)
  return app
}

/** Own scripts only. Mantine writes its styles into the page; pictures may be made by the page itself. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    baseUri: ["'self'"],
    connectSrc: ["'self'"],
    fontSrc: ["'self'", 'data:'],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    imgSrc: ["'self'", 'blob:', 'data:'],
    objectSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
  },
}
