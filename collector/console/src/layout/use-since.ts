import { useState } from 'react'

/** Since when something has been so (epoch milliseconds); undefined while it is not. */
export function useSince(active: boolean): number | undefined {
  const [since, setSince] = useState<number>()
  if (active && since === undefined) setSince(Date.now())
  if (!active && since !== undefined) setSince(undefined)
  return active ? since : undefined
}
