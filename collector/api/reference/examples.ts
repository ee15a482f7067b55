/** An example of every request and answer of the interface, and the codes that a route may refuse with. A test holds it whole. */
import type { ProblemCode } from '../problems.ts'
import * as of from './records.ts'

export type RouteExample = {
  readonly query?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Of a success that has one; by status where several differ. */
  readonly answer?: unknown
  /** Of a success that is no JSON: media type → text. */
  readonly text?: readonly [mediaType: string, example: string | undefined]
  /** Besides those that any such route has. */
  readonly codes?: readonly ProblemCode[]
}

const { at, before } = of.times
const filter = { branch: 'ward-7', class: ['Human'], from: before, to: at }
const anyVersion = { 'if-match': '"3"' }
const incidentTag = { 'if-match': '"3-9"' }
const changing: readonly ProblemCode[] = ['invalid-transition', 'invalid-incident', 'reason-required']
const eventLine = `${JSON.stringify(of.event)}\n`
const secretHash = of.sha256
const code = '7K2QM-0VZ9A-XW3TD'
const box = { site: 'cho-da-lat', agent: 'gate-1' }
const password = 'chợ sớm bên bờ hồ'
const { version: _, id: __, ...siteFacts } = of.site
const { signOn: ___, version: ____, name: _____, ...personFacts } = of.person
const { label, scopes, branch, expiresAt } = of.key

export const examples: Readonly<Record<string, RouteExample>> = {
  'GET /api/events': {
    query: filter,
    answer: { events: [of.event], nextCursor: 'MTc5NjA0MDAwMDAwMC4yMDQx' },
    codes: ['invalid-cursor', 'not-ready'],
  },
  'GET /api/events/{id}': { answer: of.event },
  'GET /api/events/counts': { query: { ...filter, by: 'class', per: 'hour' }, answer: of.counts, codes: ['not-ready'] },
  'GET /api/events/export': {
    query: { ...filter, format: 'jsonl' },
    text: ['application/jsonl', eventLine],
    codes: ['not-ready'],
  },
  'POST /api/events/{id}/clip': {
    answer: { state: 'requested' },
    codes: ['clip-not-recorded', 'clip-gone', 'agent-silent'],
  },
  'GET /api/agents': { query: { branch: 'ward-7' }, answer: { agents: [of.agent] } },
  'GET /api/sites': { answer: { sites: [of.site], unknown: ['kho-cu'] } },
  'GET /api/sites/{id}': { answer: of.site },
  'PUT /api/sites/{id}': { headers: anyVersion, body: siteFacts, answer: of.site, codes: ['invalid-site'] },
  'DELETE /api/sites/{id}': { headers: anyVersion, codes: ['site-in-use'] },
  'GET /api/incidents': {
    query: { state: 'open', branch: 'ward-7' },
    answer: { incidents: [of.incident] },
    codes: ['invalid-cursor'],
  },
  'GET /api/incidents/figures': { query: { from: before, to: at }, answer: of.figures },
  'GET /api/incidents/{id}': { answer: of.incident },
  'GET /api/incidents/{id}/events': { answer: { events: [of.event] }, codes: ['invalid-cursor'] },
  'GET /api/incidents/{id}/history': {
    answer: { entries: [{ n: 7, at, by: 'lan', what: 'state', from: 'new', to: 'acknowledged' }] },
    codes: ['invalid-cursor'],
  },
  'POST /api/incidents': {
    body: { kind: 'intrusion', events: [of.eventId], comment: 'Người dân báo' },
    answer: of.incident,
    codes: ['invalid-incident'],
  },
  'PATCH /api/incidents/{id}': {
    headers: incidentTag,
    body: { state: 'closed', reason: 'false-alarm', comment: 'Xe rác' },
    answer: of.incident,
    codes: changing,
  },
  'POST /api/incidents/{id}/notes': { body: { text: 'Đã gọi bảo vệ' }, answer: of.incident },
  'PUT /api/incidents/{id}/steps/{step}': { body: { done: true }, answer: of.incident },
  'POST /api/incidents/{id}/merge': {
    headers: incidentTag,
    body: { incidents: [of.otherIncidentId] },
    answer: of.incident,
    codes: changing,
  },
  'POST /api/incidents/{id}/split': {
    headers: incidentTag,
    body: { events: [of.eventId] },
    answer: of.incident,
    codes: ['invalid-incident'],
  },
  'GET /api/media/{sha256}': {
    query: { event: of.eventId },
    text: ['image/jpeg', undefined],
    codes: ['media-deleted'],
  },
  'PUT /api/media/{sha256}': { answer: {}, codes: ['hash-mismatch', 'not-jpeg', 'storage-full'] },
  'PATCH /api/media/{sha256}': {
    headers: { 'upload-offset': '262144', 'upload-complete': '?0' },
    answer: {},
    codes: ['offset-mismatch', 'hash-mismatch', 'not-mp4', 'storage-full'],
  },
  'GET /api/feed': {
    headers: { 'last-event-id': '5b1f0a7c2e11-118' },
    text: ['text/event-stream', `id: 5b1f0a7c2e11-119\nevent: event\ndata: ${eventLine}\n`],
    codes: ['too-many-clients'],
  },
  'GET /api/retention': { query: { limit: 24 }, answer: of.retention },
  'GET /healthz': { answer: of.health },
  'GET /metrics': { text: ['text/plain', 'watchpost_up{part="store"} 1\n'] },
  'GET /api/session': {
    answer: { state: 'in', person: { name: 'lan', permissions: ['events:read'], hasPassword: true, expiresAt: at } },
  },
  'POST /api/session': {
    body: { name: 'lan', password },
    answer: {},
    codes: ['wrong-credentials', 'locked-out', 'cross-site'],
  },
  'DELETE /api/session': { codes: ['cross-site'] },
  'PUT /api/session/password': {
    body: { current: password, password: `${password} chiều` },
    codes: ['wrong-credentials', 'weak-password', 'invalid-person', 'locked-out'],
  },
  'POST /api/setup': {
    body: { code: '7K2QM-0VZ9A-XW3TD-RJ41B', name: 'chief', password },
    answer: {},
    codes: ['wrong-code', 'weak-password', 'invalid-person', 'locked-out', 'cross-site'],
  },
  'GET /api/sign-on': {},
  'GET /api/sign-on/callback': {},
  'GET /api/people': { answer: { people: [of.person] } },
  'GET /api/people/{name}': { answer: of.person },
  'PUT /api/people/{name}': {
    headers: anyVersion,
    body: { ...personFacts, password },
    answer: of.person,
    codes: ['last-administrator', 'invalid-person', 'weak-password'],
  },
  'GET /api/keys': { answer: { keys: [of.key] } },
  'POST /api/keys': {
    body: { label, scopes, branch, expiresAt },
    answer: { key: of.key, token: 'wp_Qm9pIGjGsCBuZ8aw4budaSB2w6AgdGjDoG5oIG3huq1' },
  },
  'DELETE /api/keys/{id}': { answer: { ...of.key, revokedAt: at } },
  'POST /api/enrol': {
    body: { code, ...box, secretHash },
    codes: ['wrong-code', 'expired-code', 'used-code', 'other-agent', 'cross-site'],
  },
  'GET /api/enrolments': { answer: { agents: [{ ...box, enrolledAt: before, lastUsedAt: at }] } },
  'POST /api/enrolments': { body: { ...box, hours: 24 }, answer: { code, expiresAt: at } },
  'DELETE /api/enrolments/{site}/{agent}': {},
  'GET /api/audit': {
    query: { actor: 'person:lan', action: 'media:read' },
    answer: { entries: [of.auditEntry] },
    codes: ['invalid-cursor'],
  },
  'GET /api/audit/export': {
    query: { from: before, to: at },
    text: ['application/x-ndjson', `${JSON.stringify(of.auditEntry)}\n`],
  },
}

/** Of the places in an address. */
export const pathExamples: Readonly<Record<string, string>> = {
  ...{ sha256: of.sha256, name: 'lan', step: 'call', site: 'cho-da-lat', agent: 'gate-1' },
}

/** Of `id`, by what begins an address. */
export const idExamples: readonly (readonly [start: string, example: string])[] = [
  ['/api/events/', of.eventId],
  ['/api/incidents/', of.incidentId],
  ['/api/sites/', of.site.id],
  ['/api/keys/', of.key.id],
]
