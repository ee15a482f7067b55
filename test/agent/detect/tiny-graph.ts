/** The smallest graph that looks at squares, as the bytes of an ONNX file: one convolution whose steps are the cells. */

export type TinyGraph = {
  readonly input: string
  readonly output: string
  /** Values across and down a square, and cells. */
  readonly side: number
  readonly across: number
  /** Per channel of the output what the means of a cell's two planes count, and what is added. */
  readonly channels: readonly { readonly luma?: number; readonly change?: number; readonly plus?: number }[]
}

export function tinyGraph({ input, output, side, across, channels }: TinyGraph): Uint8Array {
  const kernel = side / across
  const mean = (weight = 0) => new Array<number>(kernel ** 2).fill(weight / kernel ** 2)
  const weights = channels.flatMap(({ luma, change }) => [...mean(luma), ...mean(change)])
  const biases = channels.map(({ plus }) => plus ?? 0)
  // The numbers of the fields are those of onnx.proto.
  const node = message(
    ...[input, 'weights', 'biases'].map((name): Field => [1, name]),
    ...([
      [2, output],
      [4, 'Conv'],
      [5, attribute('kernel_shape', [kernel, kernel])],
      [5, attribute('strides', [kernel, kernel])],
    ] as const),
  )
  const graph = message(
    [1, node],
    [2, 'tiny'],
    [5, tensor('weights', [channels.length, 2, kernel, kernel], weights)],
    [5, tensor('biases', [channels.length], biases)],
    [11, value(input, ['squares', 2, side, side])],
    [12, value(output, ['squares', channels.length, across, across])],
  )
  return message([1, 8], [7, graph], [8, message([1, ''], [2, 13])])
}

const float = 1
const integers = 7

function attribute(name: string, numbers: readonly number[]): Uint8Array {
  return message([1, name], ...numbers.map((number): Field => [8, number]), [20, integers])
}

function tensor(name: string, shape: readonly number[], numbers: readonly number[]): Uint8Array {
  const raw = Buffer.alloc(numbers.length * 4)
  for (const [index, number] of numbers.entries()) raw.writeFloatLE(number, index * 4)
  return message(...shape.map((size): Field => [1, size]), [2, float], [8, name], [9, raw])
}

function value(name: string, shape: readonly (number | string)[]): Uint8Array {
  const sizes = shape.map((size): Field => [1, message([typeof size === 'number' ? 1 : 2, size])])
  return message([1, name], [2, message([1, message([1, float], [2, message(...sizes)])])])
}

/** A field of Protocol Buffers: its number, and an integer or something with a length. */
type Field = readonly [number: number, value: number | string | Uint8Array]

function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [varint(number << 3), varint(value)]
      const bytes = Buffer.from(value)
      return [varint((number << 3) | 2), varint(bytes.length), bytes]
    }),
  )
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Uint8Array.of(...bytes, rest)
    bytes.push((rest & 127) | 128)
  }
}
