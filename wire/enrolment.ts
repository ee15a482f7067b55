/** How a box gets the secret that it is known by. */
import Type from 'typebox'
import { Name } from './event.ts'
import { Instant } from './event-media.ts'

const names = {
  site: { ...Name, description: 'Where the box stands' },
  agent: { ...Name, description: 'Its name, unique within the site' },
}

export const EnrolmentRequest = Type.Object(
  {
    code: Type.String({ minLength: 8, maxLength: 64, description: 'However it was typed' }),
    ...names,
    secretHash: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the secret that the box has made' }),
  },
  { additionalProperties: false },
)

export const EnrolmentOffer = Type.Object(
  {
    ...names,
    hours: Type.Optional(Type.Number({ minimum: 1, maximum: 720, description: 'How long the code is good; else 24' })),
  },
  { additionalProperties: false },
)

export const EnrolmentCode = Type.Object({
  code: Type.String({ description: 'Shown this once: the collector keeps only its hash' }),
  expiresAt: Instant,
})

export const EnrolmentList = Type.Object({
  agents: Type.Array(
    Type.Object({
      ...names,
      enrolledAt: Type.Optional(Instant),
      lastUsedAt: Type.Optional({ ...Instant, description: 'Epoch ms, to the minute' }),
      invitedUntil: Type.Optional({ ...Instant, description: 'A code waits to be used until then' }),
    }),
  ),
})
