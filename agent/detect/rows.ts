// biome-ignore-all lint/style/noNonNullAssertion: indices come from tables made for exactly these lengths, a million a frame
import type { PictureInput } from '../../models/manifest.ts'
import type { PlaneSampling, Sampling } from './sampling.ts'

/** One colour plane of the input: what the model sees there is value 0–255 × gain + bias. */
export type ColourPlane = { readonly values: Float32Array; readonly gain: number; readonly bias: number }
export type ColourPlanes = { readonly red: ColourPlane; readonly green: ColourPlane; readonly blue: ColourPlane }

/** The planes of an input buffer in the order of the model's colours. */
export function colourPlanes(
  values: Float32Array,
  { colour, width, height, scale, mean, std }: PictureInput,
): ColourPlanes {
  const area = width * height
  const plane = (channel: 0 | 1 | 2) => ({
    values: values.subarray(channel * area, (channel + 1) * area),
    gain: scale / std[channel],
    bias: -mean[channel] / std[channel],
  })
  const [first, second, third] = [plane(0), plane(1), plane(2)]
  return colour === 'RGB' ? { red: first, green: second, blue: third } : { red: third, green: second, blue: first }
}

/** Scales one line of the placed picture into the `row` of each plane. */
export function sampleRow({ luma, chroma }: Sampling, data: Uint8Array, line: number): void {
  for (const { offset, row } of luma.planes) samplePlane(luma, offset, row, data, line)
  for (const { offset, row } of chroma.planes) samplePlane(chroma, offset, row, data, line)
}

// `Math.imul` keeps the sums in 32-bit integers: with `*` the engine falls back to floating point, half as fast.

function samplePlane({ stride, x, y }: PlaneSampling, offset: number, row: Int32Array, data: Uint8Array, line: number) {
  const start = (offset + Math.imul(y[line]! >> 8, stride)) | 0
  const down = y[line]! & 255
  const { length } = row
  for (let column = 0; column < length; column += 1) {
    const position = x[column]!
    const right = position & 255
    const upper = (start + (position >> 8)) | 0
    const lower = (upper + stride) | 0
    const above = (data[upper]! << 8) + Math.imul(data[upper + 1]! - data[upper]!, right)
    const below = (data[lower]! << 8) + Math.imul(data[lower + 1]! - data[lower]!, right)
    row[column] = ((above << 8) + Math.imul(below - above, down) + 32_768) >> 16
  }
}

/**
 * The sampled line from BT.601 limited range to RGB, in 8.8 fixed point (ITU-R BT.601-7), normalised.
 * @param start where the line begins in each plane of the input
 */
export function writeRow({ luma, chroma }: Sampling, planes: ColourPlanes, start: number): void {
  const luminance = luma.planes[0].row
  const [{ row: blueness }, { row: redness }] = chroma.planes
  const { values: reds, gain: redGain, bias: redBias } = planes.red
  const { values: greens, gain: greenGain, bias: greenBias } = planes.green
  const { values: blues, gain: blueGain, bias: blueBias } = planes.blue
  const { length } = luminance
  for (let column = 0; column < length; column += 1) {
    const y = (Math.imul(298, luminance[column]! - 16) + 128) | 0
    const u = blueness[column]! - 128
    const v = redness[column]! - 128
    reds[start + column] = toByte((y + Math.imul(409, v)) >> 8) * redGain + redBias
    greens[start + column] = toByte((y - Math.imul(100, u) - Math.imul(208, v)) >> 8) * greenGain + greenBias
    blues[start + column] = toByte((y + Math.imul(516, u)) >> 8) * blueGain + blueBias
  }
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, value))
}
