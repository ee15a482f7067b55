/** Who may do what: people, API keys and the record of what they did. */
import Type, { type Static, type TSchema } from 'typebox'
import { Name } from './event.ts'
import { Instant } from './event-media.ts'

export const roles = ['viewer', 'operator', 'supervisor', 'technician', 'integrator', 'administrator'] as const
export type Role = (typeof roles)[number]

/** What a route can ask for, and what the scopes of a key are made of. */
export const permissions = [
  'events:read',
  'media:read',
  'media:write',
  'incidents:read',
  'incidents:write',
  'agents:read',
  'agents:enrol',
  'sites:read',
  'sites:write',
  'metrics:read',
  'people:manage',
  'keys:manage',
  'audit:read',
] as const
export type Permission = (typeof permissions)[number]

const oneOf = <const T extends readonly string[]>(words: T, description: string) =>
  Type.Unsafe<T[number]>(
    Type.Union(
      words.map((word): TSchema => Type.Literal(word)),
      { description },
    ),
  )

export const Role = oneOf(roles, 'What it allows is a table in the reference of the collector')
export const Permission = oneOf(permissions, 'One thing that may be done')

export const Branch = Type.String({
  ...Name,
  description: 'Id of a place: it and everything in it; everywhere when not given',
})

export const Grant = Type.Object({ role: Role, branch: Type.Optional(Branch) }, { additionalProperties: false })
export type Grant = Static<typeof Grant>

export const PersonName = Type.String({
  pattern: '^[a-z0-9][a-z0-9._@+-]*$',
  minLength: 2,
  maxLength: 64,
  description: 'What a person logs in with: small letters, digits and . _ @ + -',
})

const PersonFactsKeys = {
  displayName: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  grants: Type.Array(Grant, { maxItems: 64, description: 'Roles, each of a branch of sites' }),
  disabled: Type.Optional(Type.Boolean({ description: 'true: may not log in' })),
}

/** A password is checked by rules of its own; here only what no password can be. */
export const Password = Type.String({ maxLength: 1_024, description: 'At least 12 characters' })

export const PersonFacts = Type.Object(
  { ...PersonFactsKeys, password: Type.Optional(Password) },
  { additionalProperties: false },
)
export type PersonFacts = Static<typeof PersonFacts>

export const PersonRecord = Type.Object(
  {
    name: PersonName,
    ...PersonFactsKeys,
    disabled: Type.Boolean(),
    signOn: Type.Union([Type.Literal('password'), Type.Literal('single-sign-on')]),
    version: Type.Integer({ minimum: 1, description: 'Counts its changes; the ETag of its address' }),
  },
  { title: 'Person' },
)
export type PersonRecord = Static<typeof PersonRecord>

export const PersonList = Type.Object({ people: Type.Array(PersonRecord) })
export type PersonList = Static<typeof PersonList>

export const KeyFacts = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 128, description: 'What it is for' }),
    scopes: Type.Array(Permission, { minItems: 1, maxItems: permissions.length, uniqueItems: true }),
    branch: Type.Optional(Branch),
    expiresAt: Type.Optional(
      Type.Integer({ ...Instant, description: 'Epoch ms; without it the key is good until it is revoked' }),
    ),
  },
  { additionalProperties: false },
)
export type KeyFacts = Static<typeof KeyFacts>

export const KeyRecord = Type.Object(
  {
    id: Type.String(),
    ...KeyFacts.properties,
    createdBy: Type.String(),
    createdAt: Instant,
    lastUsedAt: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms, to the minute' })),
    revokedAt: Type.Optional(Instant),
  },
  { title: 'Key' },
)
export type KeyRecord = Static<typeof KeyRecord>

export const NewKey = Type.Object({
  key: KeyRecord,
  token: Type.String({
    description: 'For `Authorization: Bearer`. Shown this once: the collector keeps only its hash',
  }),
})
export type NewKey = Static<typeof NewKey>

export const KeyList = Type.Object({ keys: Type.Array(KeyRecord) })
export type KeyList = Static<typeof KeyList>

export const SessionState = Type.Object(
  {
    state: Type.Union([Type.Literal('open'), Type.Literal('setup'), Type.Literal('out'), Type.Literal('in')], {
      description:
        'open: nobody has to log in, for trying out; setup: there is no administrator yet; out: log in; in: logged in',
    }),
    singleSignOn: Type.Optional(Type.String({ description: 'What the button to log in elsewhere says' })),
    person: Type.Optional(
      Type.Object({
        name: PersonName,
        displayName: Type.Optional(Type.String()),
        permissions: Type.Array(Permission, { description: 'All that is allowed in some branch' }),
        hasPassword: Type.Boolean({ description: 'false: it logs in elsewhere' }),
        expiresAt: Instant,
      }),
    ),
  },
  { title: 'Session' },
)
export type SessionState = Static<typeof SessionState>

export const Credentials = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 64 }), password: Password },
  { additionalProperties: false },
)

export const Setup = Type.Object(
  {
    code: Type.String({ maxLength: 64, description: 'As the collector printed it at its first start' }),
    name: PersonName,
    password: Password,
  },
  { additionalProperties: false },
)
export type Setup = Static<typeof Setup>

export const PasswordChange = Type.Object({ current: Password, password: Password }, { additionalProperties: false })

export const AuditEntry = Type.Object(
  {
    n: Type.Integer({ minimum: 1, description: 'Its place in the order, without gaps' }),
    at: Instant,
    actor: Type.String({ description: 'person:NAME, key:ID, command:USER of the machine, or nobody' }),
    address: Type.Optional(Type.String({ description: 'Where the request came from' })),
    action: Type.String({
      description: 'The permission that it took, or what happened: session:begin, session:refused …',
    }),
    request: Type.Optional(Type.String({ description: 'Method and address, without secrets' })),
    status: Type.Optional(Type.Integer({ description: 'Of HTTP: how it was answered' })),
    details: Type.Optional(Type.Record(Type.String(), Type.String())),
    hash: Type.String({ description: 'SHA-256 over the hash of the entry before and the content of this one' }),
  },
  { title: 'AuditEntry' },
)
export type AuditEntry = Static<typeof AuditEntry>

export const AuditPage = Type.Object({
  entries: Type.Array(AuditEntry, { description: 'Newest first' }),
  nextCursor: Type.Optional(Type.String({ description: 'Pass as `cursor` for the next page; absent on the last' })),
})
export type AuditPage = Static<typeof AuditPage>
