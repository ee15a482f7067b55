import Type from 'typebox'

/** Pictures and clips on the box and on their way to the collector. */
export const mediaOptions = {
  mediaMaxBytes: Type.Integer({
    default: 1_073_741_824,
    minimum: 1_048_576,
    description: 'Pictures and clips that wait for the collector; beyond it the oldest go. What it has is not kept',
  }),
  mediaMaxBytesPerS: Type.Integer({
    default: 262_144,
    minimum: 1_024,
    maximum: 1_073_741_824,
    description: 'How fast they are uploaded, on average; the default leaves room on a 4G link (2 Mbit/s)',
  }),
}
