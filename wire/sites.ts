/** The tree of places that cameras stand in: what a person means by "ward 7", and what rights and searches go by. */
import Type, { type Static } from 'typebox'
import { Name } from './event.ts'

const SiteKind = Type.Union(
  [Type.Literal('province'), Type.Literal('district'), Type.Literal('ward'), Type.Literal('site')],
  { description: 'site: where agents stand, its id is the site of their topics; the others hold smaller ones' },
)
export type SiteKind = Static<typeof SiteKind>

const Contact = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 128 }),
    role: Type.Optional(Type.String({ maxLength: 128, description: 'What to call them for' })),
    phone: Type.Optional(Type.String({ pattern: '^[+0-9][0-9 ().-]{2,31}$' })),
    email: Type.Optional(Type.String({ pattern: '^[^\\s@]{1,64}@[^\\s@]{1,128}$' })),
  },
  { additionalProperties: false },
)

export const SiteFacts = Type.Object(
  {
    kind: SiteKind,
    parent: Type.Optional(Type.String({ ...Name, description: 'Id of the larger place that it belongs to' })),
    names: Type.Record(
      Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$' }),
      Type.String({ minLength: 1, maxLength: 128 }),
      { minProperties: 1, maxProperties: 16, description: 'What people call it, by language tag: vi, en …' },
    ),
    latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90, description: 'Degrees, WGS 84' })),
    longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180, description: 'Degrees, WGS 84' })),
    timeZone: Type.Optional(
      Type.String({ maxLength: 64, description: 'IANA name, e.g. Asia/Ho_Chi_Minh; else that of its parent' }),
    ),
    contacts: Type.Optional(Type.Array(Contact, { maxItems: 16, description: 'Whom to call' })),
  },
  { additionalProperties: false },
)
export type SiteFacts = Static<typeof SiteFacts>

export const SiteRecord = Type.Object(
  {
    id: Name,
    ...SiteFacts.properties,
    version: Type.Integer({ minimum: 1, description: 'Counts its changes; the ETag of its address' }),
  },
  { title: 'Site' },
)
export type SiteRecord = Static<typeof SiteRecord>

export const SiteList = Type.Object({
  sites: Type.Array(SiteRecord, { description: 'The whole tree, larger places before smaller ones' }),
  unknown: Type.Array(Name, { description: 'Sites that agents name and nobody has entered here' }),
})
export type SiteList = Static<typeof SiteList>
