/** OpenID Connect: authorization code with PKCE (RFC 7636), state and nonce; groups of the provider are roles here. */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { isLoopback } from '../../runtime/loopback.ts'
import type { StoredPerson } from '../store/people.ts'
import type { SignOnConfig } from './access-config.ts'
import type { People } from './people.ts'
import { newToken } from './tokens.ts'

/** Why somebody is sent back: `no-group` is for an administrator to change, the rest is in the log. */
export class SignOnError extends Error {
  readonly code: 'no-group' | 'failed'

  constructor(code: 'no-group' | 'failed', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SignOnError'
    this.code = code
  }
}

export type SingleSignOn = {
  readonly label: string
  /** @returns where to send the browser, and a ticket that it brings back in a cookie */
  begin(): Promise<{ readonly url: string; readonly ticket: string }>
  /**
   * @param search of the address that the provider sent the browser to
   * @throws SignOnError
   */
  finish(ticket: string | undefined, search: string): Promise<StoredPerson>
}

type Pending = { readonly verifier: string; readonly state: string; readonly nonce: string; readonly until: number }

/** Somebody may have to find their telephone in between. */
const patienceMs = 10 * 60_000
const maxPending = 1_000

export function createSingleSignOn(
  config: SignOnConfig,
  publicUrl: string,
  people: Pick<People, 'welcome'>,
  now: () => number,
): SingleSignOn {
  const redirectUri = `${publicUrl}/api/sign-on/callback`
  const pending = new Map<string, Pending>()
  let discovered: Promise<Configuration> | undefined
  /** Asked for when it is needed: a provider that is away keeps nobody from starting, nor from the next try. */
  const provider = (): Promise<Configuration> => {
    discovered ??= discover(config).catch((error: unknown) => {
      discovered = undefined
      throw new SignOnError('failed', `sign-on: asking ${config.issuer} what it offers`, { cause: error })
    })
    return discovered
  }

  return {
    label: config.label,
    async begin() {
      const verifier = randomPKCECodeVerifier()
      const [state, nonce, ticket] = [randomState(), randomNonce(), newToken()]
      const url = buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: config.scope,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      })
      for (const [known, { until }] of pending) if (until <= now()) pending.delete(known)
      // The oldest go: whoever floods this waits no shorter than anybody else.
      const [oldest] = pending.keys()
      if (pending.size >= maxPending && oldest !== undefined) pending.delete(oldest)
      pending.set(ticket, { verifier, state, nonce, until: now() + patienceMs })
      return { url: url.href, ticket }
    },
    async finish(ticket = '', search) {
      const begun = pending.get(ticket)
      pending.delete(ticket)
      if (begun === undefined || begun.until <= now())
        throw new SignOnError('failed', 'sign-on: the browser brings no ticket, or it was used, or is too old')
      const claims = await claimsOf(await provider(), new URL(`${redirectUri}${search}`), begun).catch(
        (error: unknown) => {
          throw new SignOnError('failed', `sign-on: ${config.issuer} does not vouch`, { cause: error })
        },
      )
      return admit(claims, config, people)
    },
  }
}

type Claims = { readonly sub: string; readonly [name: string]: unknown }

function discover({ issuer, clientId, clientSecret }: SignOnConfig): Promise<Configuration> {
  const url = new URL(issuer)
  // What anybody in between could read and change is no proof.
  const execute = isLoopback(url.hostname) ? [allowInsecureRequests] : []
  return discovery(url, clientId, clientSecret, clientSecret === undefined ? None() : undefined, { execute })
}

async function claimsOf(provider: Configuration, address: URL, { verifier, state, nonce }: Pending): Promise<Claims> {
  const tokens = await authorizationCodeGrant(provider, address, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (claims === undefined) throw new Error('there is no ID token')
  const hasMore = provider.serverMetadata().userinfo_endpoint !== undefined
  const info = hasMore ? await fetchUserInfo(provider, tokens.access_token, claims.sub) : {}
  return { ...info, ...claims }
}

function admit(claims: Claims, config: SignOnConfig, people: Pick<People, 'welcome'>): StoredPerson {
  const groups = new Set([claims[config.groupsClaim]].flat())
  const grants = config.grants
    .filter(({ group }) => groups.has(group))
    .map(({ role, branch }) => ({ role, ...(branch !== undefined && { branch }) }))
  if (grants.length === 0)
    throw new SignOnError('no-group', `sign-on: ${claims.sub} is in no group that may do anything`)
  const [name = claims.sub] = [claims.preferred_username, claims.email].filter((value) => typeof value === 'string')
  const displayName = typeof claims.name === 'string' ? claims.name.slice(0, 128) : undefined
  const person = people.welcome(`${config.issuer}|${claims.sub}`, name, {
    ...(displayName !== undefined && displayName !== '' && { displayName }),
    grants,
  })
  if (person === undefined)
    throw new SignOnError('failed', `sign-on: "${name}" is disabled, belongs to somebody else here, or is no name`)
  return person
}
