/** An input or output of a graph; a dimension that is a word may have any size, the same for the same word. */
export type TensorSpec = {
  readonly name: string
  readonly type: string
  readonly shape: readonly (number | string)[]
}

/**
 * What of a graph, or of the tensors it gave, is not as the manifest says.
 * @param found symbolic dimensions of a graph are words and fit any size
 * @returns one phrase per difference
 */
export function describeDifferences(
  kind: 'input' | 'output',
  wanted: readonly TensorSpec[],
  found: readonly TensorSpec[],
): string[] {
  const differences: string[] = []
  const sizes = new Map<string, number>()
  for (const spec of wanted) {
    const tensor = found.find(({ name }) => name === spec.name)
    if (tensor === undefined) {
      const names = found.map(({ name }) => name).join(', ')
      differences.push(`there is no ${kind} ${spec.name}, only ${names}`)
    } else if (tensor.type !== spec.type || !fitsShape(spec.shape, tensor.shape, sizes)) {
      differences.push(`${kind} ${spec.name} is ${describe(tensor)}, the manifest says ${describe(spec)}`)
    }
  }
  return differences
}

function fitsShape(wanted: TensorSpec['shape'], found: TensorSpec['shape'], sizes: Map<string, number>): boolean {
  if (wanted.length !== found.length) return false
  return wanted.every((size, index) => {
    const other = found[index]
    if (typeof other !== 'number') return true
    if (typeof size === 'number') return size === other
    const known = sizes.get(size)
    sizes.set(size, other)
    return known === undefined || known === other
  })
}

function describe({ type, shape }: TensorSpec): string {
  return `${type} [${shape.join(', ')}]`
}
