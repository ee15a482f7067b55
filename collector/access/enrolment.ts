/** How a box gets the secret that it is known by: a code that somebody is given, once, and types at the box. */
import { timingSafeEqual } from 'node:crypto'
import { secretGroups, splitCode } from '../../wire/enrolment-code.ts'
import { type AgentIdentity, isName } from '../../wire/topics.ts'
import type { AgentCredentialRows, EnrolmentRow } from '../store/agent-credentials.ts'
import { newCode } from './codes.ts'
import { hashToken } from './tokens.ts'

export type Enrolment = {
  /** A code for one box, in place of one that it was given before. @returns the code, which is shown this once */
  invite(identity: AgentIdentity, hours: number, by: string): { readonly code: string; readonly expiresAt: number }
  /**
   * Uses a code up. The box has made its secret itself and says its hash: when the answer is lost it asks once more with
   * the same code and the same secret.
   * @param secretHash SHA-256, 64 small hexadecimal digits
   * @throws EnrolmentError
   */
  enrol(code: string, identity: AgentIdentity, secretHash: string): void
  /** Whether it is the secret of this agent. Notes when it was used, to the minute. */
  isKnown(identity: AgentIdentity, secret: string): boolean
  list(): EnrolledAgent[]
  /** The box may not connect any more, and codes for it are void. @returns whether there was anything to revoke */
  revoke(identity: AgentIdentity): boolean
}

export type EnrolledAgent = AgentIdentity & {
  readonly enrolledAt?: number
  readonly lastUsedAt?: number
  /** A code waits to be used until then. */
  readonly invitedUntil?: number
}

export type EnrolmentErrorCode = 'wrong-code' | 'used-code' | 'expired-code' | 'other-agent'

export class EnrolmentError extends Error {
  readonly code: EnrolmentErrorCode

  constructor(code: EnrolmentErrorCode, message: string) {
    super(message)
    this.name = 'EnrolmentError'
    this.code = code
  }
}

const hourMs = 3_600_000
const noteEveryMs = 60_000
/** So long it can be said of a code that it was used or too old, and not only that it is none. */
const rememberedMs = 30 * 24 * hourMs

export function createEnrolment(rows: AgentCredentialRows, now: () => number): Enrolment {
  return {
    invite(identity, hours, by) {
      const code = newCode(secretGroups)
      const createdAt = now()
      const expiresAt = createdAt + hours * hourMs
      rows.exclusively(() => {
        rows.forget(createdAt - rememberedMs)
        rows.withdraw(identity)
        rows.addEnrolment(hashToken(splitCode(code).secret), { ...identity, createdBy: by, createdAt, expiresAt })
      })
      return { code, expiresAt }
    },
    enrol(code, identity, secretHash) {
      const codeHash = hashToken(splitCode(code).secret)
      rows.exclusively(() => {
        const enrolment = rows.findEnrolment(codeHash)
        if (isRepeated(enrolment, identity, secretHash)) return
        checkEnrolment(enrolment, identity, now())
        rows.markUsed(codeHash, secretHash, now())
        rows.put(identity, secretHash, now())
      })
    },
    isKnown(identity, secret) {
      const credential = rows.find(identity)
      if (credential === undefined || !isSame(credential.secretHash, hashToken(secret))) return false
      if (now() - (credential.lastUsedAt ?? 0) >= noteEveryMs) rows.touch(identity, now())
      return true
    },
    list() {
      const agents = new Map<string, EnrolledAgent>()
      for (const { site, agent, enrolledAt, lastUsedAt } of rows.list())
        agents.set(`${site}/${agent}`, { site, agent, enrolledAt, ...(lastUsedAt !== undefined && { lastUsedAt }) })
      for (const { site, agent, expiresAt } of rows.waiting())
        if (expiresAt > now())
          agents.set(`${site}/${agent}`, { site, agent, ...agents.get(`${site}/${agent}`), invitedUntil: expiresAt })
      return [...agents.values()].sort((a, b) => a.site.localeCompare(b.site) || a.agent.localeCompare(b.agent))
    },
    revoke: (identity) =>
      rows.exclusively(() => {
        const withdrawn = rows.withdraw(identity)
        return rows.remove(identity) || withdrawn > 0
      }),
  }
}

/** Which box says so of itself: `site/agent` and its secret; undefined when it is none of ours. */
export function enrolledIdentity(
  enrolment: Pick<Enrolment, 'isKnown'>,
  name: string,
  secret: string,
): AgentIdentity | undefined {
  const [site = '', agent = '', ...more] = name.split('/')
  if (more.length > 0 || !isName(site) || !isName(agent)) return undefined
  return enrolment.isKnown({ site, agent }, secret) ? { site, agent } : undefined
}

function isRepeated(enrolment: EnrolmentRow | undefined, { site, agent }: AgentIdentity, secretHash: string): boolean {
  return enrolment?.secretHash === secretHash && enrolment.site === site && enrolment.agent === agent
}

function checkEnrolment(
  enrolment: EnrolmentRow | undefined,
  { site, agent }: AgentIdentity,
  now: number,
): asserts enrolment is EnrolmentRow {
  if (enrolment === undefined)
    throw new EnrolmentError('wrong-code', 'code: it is none of ours; check each letter, or ask for a new one')
  if (enrolment.usedAt !== undefined) {
    const usedAt = new Date(enrolment.usedAt).toISOString()
    const advice = 'if it was not you, have this agent revoked; otherwise ask for a new code'
    throw new EnrolmentError('used-code', `code: it was used at ${usedAt}; ${advice}`)
  }
  if (now >= enrolment.expiresAt) {
    const expiredAt = new Date(enrolment.expiresAt).toISOString()
    throw new EnrolmentError('expired-code', `code: it was good until ${expiredAt}; ask for a new one`)
  }
  if (enrolment.site !== site || enrolment.agent !== agent)
    throw new EnrolmentError(
      'other-agent',
      `code: it is for agent "${enrolment.agent}" of site "${enrolment.site}", and this box is "${agent}" of "${site}"; ` +
        'set site and agent in its config, or ask for a code for it',
    )
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
