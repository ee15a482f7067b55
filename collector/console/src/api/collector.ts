/** Everything the page asks of the collector. */
import type { SessionState } from '../../../../wire/access.ts'
import type { AgentList, AgentRecord, CollectorHealth, EventPage, EventRecord, Problem } from '../../../../wire/rest.ts'
import type { SiteList, SiteRecord } from '../../../../wire/sites.ts'

/** An answer that is not a success; `status` is the one of HTTP. No answer at all is another error, thrown by fetch. */
export class RefusedError extends Error {
  readonly status: number
  /** For programs, as in the reference: weak-password, locked-out … */
  readonly code: string | undefined

  constructor(status: number, detail: string, code?: string) {
    super(detail)
    this.name = 'RefusedError'
    this.status = status
    this.code = code
  }
}

const patienceMs = 15_000

export const feedUrl = '/api/feed'

/** @param event that shows it: whoever may not see all sites is shown pictures of their events only */
export function mediaUrl(sha256: string, event: string): string {
  return `/api/media/${sha256}?event=${encodeURIComponent(event)}`
}

export function getEvents(query: URLSearchParams, signal: AbortSignal): Promise<EventPage> {
  return getJson(`/api/events?${query}`, signal)
}

export function getEvent(id: string, signal: AbortSignal): Promise<EventRecord> {
  return getJson(`/api/events/${encodeURIComponent(id)}`, signal)
}

export async function getAgents(signal: AbortSignal): Promise<AgentRecord[]> {
  const { agents } = await getJson<AgentList>('/api/agents', signal)
  return agents
}

/** The tree of places. */
export async function getSites(signal: AbortSignal): Promise<SiteRecord[]> {
  const { sites } = await getJson<SiteList>('/api/sites', signal)
  return sites
}

/** The collector answers with its health also when it is unwell (503). */
export async function getHealth(signal: AbortSignal): Promise<CollectorHealth> {
  const response = await get('/healthz', signal)
  if (!response.ok && response.status !== 503) throw await refusal(response)
  return (await response.json()) as CollectorHealth
}

/** The status of HTTP that a picture is answered with, which an image element does not tell. */
export async function getMediaStatus(sha256: string, event: string, signal: AbortSignal): Promise<number> {
  const { status } = await fetch(mediaUrl(sha256, event), { method: 'HEAD', cache: 'no-store', signal })
  return status
}

/** Asks the agent for the clip of an event. @throws RefusedError 409: it records nothing, 410: too old, 504: no answer */
export async function requestClip(id: string): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs)
  const response = await fetch(`/api/events/${encodeURIComponent(id)}/clip`, { method: 'POST', signal })
  if (!response.ok) throw await refusal(response)
}

export type UploadState = { readonly status: number; readonly receivedBytes: number }

/** How far the upload of a clip is: 200 it is there, 204 a part of it, 404 nothing yet, 410 no more. */
export async function getUploadState(sha256: string, event: string, signal: AbortSignal): Promise<UploadState> {
  const { status, headers } = await fetch(mediaUrl(sha256, event), { method: 'HEAD', cache: 'no-store', signal })
  return { status, receivedBytes: Number(headers.get('upload-offset') ?? 0) }
}

export function getSession(signal: AbortSignal): Promise<SessionState> {
  return getJson('/api/session', signal)
}

export function logIn(name: string, password: string): Promise<void> {
  return send('POST', '/api/session', { name, password })
}

export function logOut(): Promise<void> {
  return send('DELETE', '/api/session')
}

/** Makes the first administrator, and logs in. */
export function setUp(code: string, name: string, password: string): Promise<void> {
  return send('POST', '/api/setup', { code, name, password })
}

/** One's own. @throws RefusedError wrong-credentials, weak-password … */
export async function changePassword(current: string, password: string): Promise<void> {
  await answered('PUT', '/api/session/password', { current, password })
}

async function send(method: 'POST' | 'DELETE', url: string, body?: object): Promise<void> {
  await answered(method, url, body)
}

/** Sends a change. @returns what the collector answers */
export async function sendJson<T>(
  method: 'POST' | 'PUT' | 'PATCH',
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  return (await (await answered(method, url, body, headers)).json()) as T
}

async function answered(
  method: string,
  url: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patienceMs),
  })
  if (!response.ok) throw await refusal(response)
  return response
}

export async function getJson<T>(url: string, signal: AbortSignal): Promise<T> {
  const response = await get(url, signal)
  if (!response.ok) throw await refusal(response)
  return (await response.json()) as T
}

function get(url: string, signal: AbortSignal): Promise<Response> {
  return fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) })
}

async function refusal(response: Response): Promise<RefusedError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  const code = problem.type?.replace('urn:watchpost:error:', '')
  return new RefusedError(response.status, problem.detail ?? problem.title ?? response.statusText, code)
}
