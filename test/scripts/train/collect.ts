import type { Square } from '../../../agent/detect/square.ts'
import type { Sight } from '../../../agent/detect/square-sampler.ts'
import type { Labelled, Mask, SampleWriter } from '../../../scripts/train/samples.ts'

export type Sample = {
  readonly look: Sight
  readonly square: Square
  readonly labels: readonly Labelled[]
  readonly mask: Mask | undefined
}

/** What is handed to the writer of samples, in its order. */
export async function collect(take: (writer: SampleWriter) => Promise<void>): Promise<Sample[]> {
  const samples: Sample[] = []
  await take({
    add(look, square, labels, mask) {
      samples.push({ look, square, labels, mask: mask && copied(mask, look.picture) })
      return Promise.resolve()
    },
    close: () => Promise.resolve(samples.length),
  })
  return samples
}

/** A mask is valid only until the next frame; this one knows the picture and a pixel around it. */
function copied(mask: Mask, { width, height }: Sight['picture']): Mask {
  const stride = width + 2
  const pixels = Array.from({ length: stride * (height + 2) }, (_, at) =>
    mask((at % stride) - 1, Math.floor(at / stride) - 1),
  )
  return (x, y) => pixels[(y + 1) * stride + x + 1] ?? false
}
