/** How long nobody may log in after failures: backing off, by person and by address. Pure. */
import { isIPv6 } from 'node:net'

export type Failures = { readonly count: number; readonly lastAt: number; readonly blockedUntil: number }

export type LockRule = {
  /** So many failures cost nothing. */
  readonly free: number
  readonly firstMs: number
  readonly longestMs: number
}

export const personRule: LockRule = { free: 5, firstMs: 30_000, longestMs: 15 * 60_000 }
/** Many people may sit behind one address. */
export const addressRule: LockRule = { free: 20, firstMs: 30_000, longestMs: 60 * 60_000 }

export const forgottenAfterMs = 24 * 3_600_000

export function afterFailure(known: Failures | undefined, now: number, rule: LockRule): Failures {
  const isFresh = known !== undefined && now - known.lastAt < forgottenAfterMs
  const count = (isFresh ? known.count : 0) + 1
  const blockMs = count < rule.free ? 0 : Math.min(rule.longestMs, rule.firstMs * 2 ** Math.min(count - rule.free, 20))
  return { count, lastAt: now, blockedUntil: now + blockMs }
}

/** One household or attacker: an IPv4 address, or the /64 that an IPv6 address lies in. */
export function addressGroup(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? []
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
