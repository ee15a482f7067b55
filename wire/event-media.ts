import Type, { type Static } from 'typebox'

/** The evidence of an event: its picture, its clip, and what was done to them. */

export const Instant = Type.Integer({
  minimum: 0,
  maximum: 8_640_000_000_000_000,
  description: 'Epoch milliseconds, UTC',
})
const Unit = Type.Number({ minimum: 0, maximum: 1 })
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hexadecimal' })
/** As `Sha256`, or shorter: the same bits in base64url, as agents write them. */
export const MediaAddress = Type.String({
  pattern: '^(?:[0-9a-f]{64}|[A-Za-z0-9_-]{43})$',
  description: 'SHA-256, hexadecimal or base64url',
})
export const Box = Type.Tuple([Unit, Unit, Unit, Unit], {
  description: '[x, y, width, height], each 0–1 of the picture; x and y are the upper left corner',
})

/** What was done to pictures and clips before they left the box. */
export const Privacy = Type.Union(
  [
    Type.Literal('masked'),
    Type.Literal('faces-blurred'),
    Type.Literal('heads-blurred'),
    Type.Literal('people-blurred'),
  ],
  {
    description:
      'masked: masks of the camera are black; faces-blurred: found faces; heads-blurred: the upper quarter of each person; people-blurred: whole people',
  },
)
export type Privacy = Static<typeof Privacy>

export const Clip = Type.Object(
  {
    sha256: Type.String({ ...MediaAddress, description: 'SHA-256 of its bytes' }),
    at: Type.Integer({ ...Instant, description: 'UTC milliseconds of its first picture' }),
    durationMs: Type.Integer({ minimum: 0, description: 'How long it plays' }),
    bytes: Type.Integer({ minimum: 1, description: 'Its size' }),
    privacy: Type.Optional(
      Type.Array(Privacy, {
        maxItems: 4,
        description:
          'What was done to it, before its hash was taken; absent: nothing. In clips heads are hidden where pictures hide faces',
      }),
    ),
  },
  { description: 'A clip (MP4): GET /api/media/{sha256}; the hash was taken when it was cut' },
)
export type Clip = Static<typeof Clip>

export const ClipFailure = Type.String({
  pattern: '^[a-z-]{1,48}$',
  description:
    'Why there is no clip, though its rule or somebody asked for it; not-recorded: nothing was, at that time; nobody-looked: it is not known whom to hide in it, so that it stays on the box; failed: it could not be made; or newer',
})

export const EventMedia = Type.Object(
  {
    snapshot: Type.Optional(
      Type.String({ ...MediaAddress, description: 'SHA-256 of the picture: GET /api/media/{sha256}' }),
    ),
    box: Type.Optional(Box),
    thumbnail: Type.Optional(
      Type.String({
        ...MediaAddress,
        description: 'SHA-256 of a small picture of the object, cut out of the snapshot',
      }),
    ),
    clip: Type.Optional(Clip),
    clipFailure: Type.Optional(ClipFailure),
    privacy: Type.Optional(
      Type.Array(Privacy, { maxItems: 4, description: 'What was done to the picture; absent: nothing' }),
    ),
  },
  {
    description:
      'Content address of the snapshot, and the box of the object in that very picture, when it is not object.box',
  },
)
