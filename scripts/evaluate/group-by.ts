/** Items with the same key together, in the order in which they come. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const grouped = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const known = grouped.get(key)
    if (known) known.push(item)
    else grouped.set(key, [item])
  }
  return grouped
}
