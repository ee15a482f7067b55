/** `npm run agent -- enrol CODE`: the box makes its secret, and tells the collector with a code that is good once. */
import { createHash, randomBytes } from 'node:crypto'
import type { AgentIdentity } from '../../wire/topics.ts'
import { acceptCredentials, readCredentials, writeCredentials } from './credentials.ts'
import type { EnrolmentWords } from './words.ts'

export type EnrolmentPlace = {
  readonly identity: AgentIdentity
  readonly dataFolder: string
  readonly collectorUrl: string
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
 * Enrols this box. When the answer is lost, the same call with the same code ends it well.
 * @throws EnrolmentFailedError
 */
export async function enrol(code: string, place: EnrolmentPlace, words: EnrolmentWords): Promise<void> {
  const { identity, dataFolder, collectorUrl } = place
  const secret = await offeredSecret(place)
  const secretHash = createHash('sha256').update(secret).digest('hex')
  const response = await ask(collectorUrl, { code, ...identity, secretHash }, words)
  if (!response.ok) throw new EnrolmentFailedError(await reasonOf(response, identity, words))
  await response.body?.cancel()
  await acceptCredentials(dataFolder)
}

/** The one of an attempt whose answer was lost: the collector may know it already. */
async function offeredSecret({ identity, dataFolder }: EnrolmentPlace): Promise<string> {
  const offered = readCredentials(dataFolder, 'offered')
  if (offered?.site === identity.site && offered.agent === identity.agent) return offered.secret
  const secret = randomBytes(32).toString('base64url')
  await writeCredentials(dataFolder, 'offered', { ...identity, secret })
  return secret
}

async function ask(collectorUrl: string, body: object, words: EnrolmentWords): Promise<Response> {
  try {
    return await fetch(`${collectorUrl.replace(/\/+$/, '')}/api/enrol`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    const { cause } = error as Error
    const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? (error as Error).message
    throw new EnrolmentFailedError(words.unreachable(collectorUrl, reason), { cause: error })
  }
}

async function reasonOf(response: Response, identity: AgentIdentity, words: EnrolmentWords): Promise<string> {
  const problem = (await response.json().catch(() => ({}))) as { type?: string; detail?: string }
  const code = problem.type?.split(':').at(-1) ?? ''
  const known = words.refusals[code]
  if (known !== undefined) return known(`${identity.site}/${identity.agent}`)
  return words.refused(response.status, problem.detail ?? '')
}
