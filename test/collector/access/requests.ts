/** What a walk over all routes sends. */
import { eventId } from '../running.ts'
import { address } from './everybody.ts'

/** What stands in the place of parameters: something that is there, at site-1, in ward-7. */
export const filled: Record<string, string> = {
  '/api/events/export': '/api/events/export?format=jsonl',
  '/api/events/:id/clip': '/api/events/not-there/clip',
  '/api/enrolments/:site/:agent': '/api/enrolments/site-1/not-there',
  '/api/events/:id': `/api/events/${eventId(1)}`,
  '/api/sites/:id': '/api/sites/site-1',
  '/api/media/:sha256': `/api/media/${address}?event=${eventId(1)}`,
  '/api/people/:name': '/api/people/guard-7',
  '/api/keys/:id': '/api/keys/',
}
/** Bodies that change nothing, or are refused for what they hold and not for who sends them. */
export const bodies: Readonly<Record<string, unknown>> = {
  'PUT /api/sites/:id': { kind: 'site', parent: 'ward-7', names: { vi: 'Cổng chợ' } },
  'PUT /api/people/:name': { grants: [{ role: 'viewer', branch: 'ward-7' }] },
  'POST /api/keys': { label: 'x', scopes: ['events:read'], branch: 'ward-7' },
  'POST /api/enrol': { code: 'AAAAA-AAAAA', site: 'site-1', agent: 'agent-9', secretHash: '0'.repeat(64) },
  'POST /api/enrolments': { site: 'site-1', agent: 'agent-8' },
  'POST /api/incidents': { kind: 'intrusion', events: [eventId(999)] },
  'PATCH /api/incidents/:id': { owner: 'guard-7' },
  'POST /api/incidents/:id/notes': { text: 'x' },
  'PUT /api/incidents/:id/steps/:step': { done: true },
  'POST /api/incidents/:id/merge': { incidents: ['01900000-0000-7000-8000-0000000000ff'] },
  'POST /api/incidents/:id/split': { events: [eventId(999)] },
  'PUT /api/session/password': { current: 'x', password: 'x' },
  'POST /api/session': { name: 'nobody', password: 'x' },
  'POST /api/setup': { code: 'x', name: 'nobody', password: 'x' },
}
/** Lists that a branch narrows, or whose contents have their own test: outside they are answered, and hold nothing of ours. */
export const lists = new Set([
  '/api/events',
  '/api/agents',
  '/api/sites',
  '/api/people',
  '/api/keys',
  '/api/feed',
  '/api/events/counts',
  '/api/events/export',
  '/api/incidents',
  '/api/incidents/figures',
  '/api/enrolments',
])
