import type { ErasureCount } from '../store/erasing.ts'

export type ErasureTally = {
  add(
    one: Omit<ErasureCount, 'count' | 'oldestAt' | 'newestAt'> & { readonly at: number; readonly count?: number },
  ): void
  list(): ErasureCount[]
}

/** Adds up what is deleted, by class, branch and reason. */
export function createErasureTally(): ErasureTally {
  const counts = new Map<string, ErasureCount>()
  return {
    add({ class: dataClass, branch, why, bytes, at, count = 1 }) {
      const key = `${dataClass} ${branch} ${why}`
      const before = counts.get(key)
      counts.set(key, {
        ...{ class: dataClass, branch, why },
        count: (before?.count ?? 0) + count,
        bytes: (before?.bytes ?? 0) + bytes,
        oldestAt: Math.min(before?.oldestAt ?? at, at),
        newestAt: Math.max(before?.newestAt ?? at, at),
      })
    },
    list: () => [...counts.values()],
  }
}
