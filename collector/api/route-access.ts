/** What every route says about who may call it. */
import type { Permission } from '../../wire/access.ts'
import type { Caller, Places } from '../access/rights.ts'
import type { Session } from '../access/sessions.ts'

/**
 * `public`: anybody; `person`: whoever is logged in, not a key; `any` of several permissions, or one.
 */
export type Needs = 'public' | 'person' | Permission | { readonly any: readonly Permission[] }

declare module 'fastify' {
  interface FastifyContextConfig {
    needs?: Needs
    /** It tells of all sites at once: only for those who have the permission everywhere. */
    everywhere?: true
    /**
     * What it is called in the audit record; else its permission. `session` is noted as begun or refused. false: deliveries
     * and figures of machines, which nobody looks at.
     */
    audit?: 'session' | 'session:end' | 'session:password' | 'agent:enrol' | false
    /** It is answered as long as the client stays: noted when it begins. */
    lasting?: true
  }
  interface FastifyRequest {
    /** Undefined while it is not known who asks. */
    caller: Caller | undefined
    session: Session | undefined
    /** Where the caller has what the route needs. */
    places: Places
    /** Who somebody says to be that is not known yet. */
    claimed: string | undefined
    /** What the audit record is to say of a change, without secrets. */
    details: Record<string, string> | undefined
  }
}

/** Of a route, for whoever has to walk all of them. */
export type RouteFacts = {
  readonly method: string
  readonly url: string
  readonly needs: Needs
  readonly everywhere: boolean
  readonly audit: boolean
}

export function permissionsNeeded(needs: Needs): readonly Permission[] {
  if (needs === 'public' || needs === 'person') return []
  return typeof needs === 'string' ? [needs] : needs.any
}
