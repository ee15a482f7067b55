import { encode } from '../../wire/codec.ts'
import type { EventDraft, EventPayload } from '../../wire/event.ts'
import { shortAddress } from '../../wire/media-address.ts'
import { withoutUsual } from '../../wire/usual.ts'

/** Where a message stands among those of its agent. */
export type Place = Pick<EventPayload, 'boot' | 'seq'> & {
  /** What chains it to the message before it; undefined where a chain begins. */
  readonly link: string | undefined
}

/** The message of a draft, as it is stored and sent: as short as it can be told by whoever has its topic. */
export function compose({ boot, seq, link }: Place, draft: EventDraft): Buffer {
  const prev = link === undefined ? {} : { prev: link }
  const { camera: _, type: __, media, ...said } = withoutUsual(draft)
  const pictures = media && { media: withShortAddresses(media) }
  return encode({ boot, seq, ...prev, ...said, ...pictures } satisfies EventPayload)
}

type Media = NonNullable<EventDraft['media']>

function withShortAddresses(media: Media): Media {
  const { snapshot, thumbnail, clip } = media
  return {
    ...media,
    ...(snapshot !== undefined && { snapshot: shortAddress(snapshot) }),
    ...(thumbnail !== undefined && { thumbnail: shortAddress(thumbnail) }),
    ...(clip !== undefined && { clip: { ...clip, sha256: shortAddress(clip.sha256) } }),
  }
}
