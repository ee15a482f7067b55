/** `npm run agent -- enrol CODE`: the box makes its secret, and tells the collector with a code that is good once. */
import { createHash, randomBytes } from 'node:crypto'
import { createHttpClient, type HttpAnswer } from '../../runtime/http-client.ts'
import { tlsProblem } from '../../runtime/tls-problem.ts'
import { splitCode } from '../../wire/enrolment-code.ts'
import type { AgentIdentity } from '../../wire/topics.ts'
import { acceptCredentials, type Credentials, readCredentials, writeCredentials } from './credentials.ts'
import { shownAuthority } from './shown-authority.ts'
import type { EnrolmentWords } from './words.ts'

export type EnrolmentPlace = {
  readonly identity: AgentIdentity
  readonly dataFolder: string
  readonly collectorUrl: string
  /** PEM of authorities that the config says to trust; not asked where the code says whom. */
  readonly ca?: string | undefined
}

/** Why it did not work, in the words of the person at the terminal. */
export class EnrolmentFailedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EnrolmentFailedError'
  }
}

const timeoutMs = 15_000

/**
 * Enrols this box. When the answer is lost, the same call with the same code ends it well. Nothing secret is said before it is
 * sure who listens: the code carries the fingerprint of whom the collector is certified by.
 * @throws EnrolmentFailedError
 */
export async function enrol(code: string, place: EnrolmentPlace, words: EnrolmentWords): Promise<void> {
  const { identity, dataFolder, collectorUrl } = place
  const { secret: shownOnce, fingerprint, isMistyped } = splitCode(code)
  if (isMistyped) throw new EnrolmentFailedError(words.mistyped)
  const pinned = fingerprint === undefined ? undefined : await findAuthority(collectorUrl, fingerprint, words)
  const { secret } = await offer(place, pinned)
  const secretHash = createHash('sha256').update(secret).digest('hex')
  const request = { code: shownOnce, ...identity, secretHash }
  const answer = await ask(collectorUrl, request, pinned ?? place.ca, words)
  if (answer.status >= 300) throw new EnrolmentFailedError(reasonOf(answer, identity, words))
  await acceptCredentials(dataFolder)
}

/** @returns PEM @throws EnrolmentFailedError when another machine answers */
async function findAuthority(collectorUrl: string, fingerprint: string, words: EnrolmentWords): Promise<string> {
  const url = new URL(collectorUrl)
  if (url.protocol !== 'https:') throw new EnrolmentFailedError(words.notEncrypted(collectorUrl))
  const found = await shownAuthority(url, fingerprint, timeoutMs).catch((error: unknown) => {
    throw unreachable(collectorUrl, error, words)
  })
  if (found === undefined) throw new EnrolmentFailedError(words.impostor(collectorUrl))
  return found
}

/** Keeps the secret of an attempt whose answer was lost: the collector may know it already. */
async function offer({ identity, dataFolder }: EnrolmentPlace, ca: string | undefined): Promise<Credentials> {
  const before = readCredentials(dataFolder, 'offered')
  const isOurs = before?.site === identity.site && before.agent === identity.agent
  const secret = isOurs ? before.secret : randomBytes(32).toString('base64url')
  const offered = { ...identity, secret, ...(ca !== undefined && { ca }) }
  await writeCredentials(dataFolder, 'offered', offered)
  return offered
}

async function ask(
  collectorUrl: string,
  body: object,
  ca: string | undefined,
  words: EnrolmentWords,
): Promise<HttpAnswer> {
  try {
    return await createHttpClient(ca)(`${collectorUrl.replace(/\/+$/, '')}/api/enrol`, {
      method: 'POST',
      body: Buffer.from(JSON.stringify(body)),
      headers: { 'content-type': 'application/json' },
      timeoutMs,
    })
  } catch (error) {
    throw unreachable(collectorUrl, error, words)
  }
}

function unreachable(collectorUrl: string, error: unknown, words: EnrolmentWords): EnrolmentFailedError {
  const problem = tlsProblem(error)
  if (problem !== undefined)
    return new EnrolmentFailedError(`${collectorUrl}: ${words.untrusted[problem]}`, { cause: error })
  const { code, message } = error as NodeJS.ErrnoException
  return new EnrolmentFailedError(words.unreachable(collectorUrl, code ?? message), { cause: error })
}

function reasonOf({ status, text }: HttpAnswer, identity: AgentIdentity, words: EnrolmentWords): string {
  const problem = problemIn(text)
  const code = problem.type?.split(':').at(-1) ?? ''
  const known = words.refusals[code]
  if (known !== undefined) return known(`${identity.site}/${identity.agent}`)
  return words.refused(status, problem.detail ?? '')
}

function problemIn(text: string): { type?: string; detail?: string } {
  try {
    return JSON.parse(text) as { type?: string; detail?: string }
  } catch {
    return {}
  }
}
