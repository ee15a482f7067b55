export type RateGuard = {
  /** Whether a message of so many bytes may pass now; it counts only if it may. */
  admits(topic: string, bytes: number, nowMs: number): boolean
}

type Bucket = { bytes: number; at: number }

/** A message costs work however small it is. */
const leastBytes = 256
/** After a pause an agent may send as much at once as in so many seconds. */
const burstS = 5
const maxBuckets = 20_000

/**
 * Isolates a box that has gone wild: what an agent sends beyond its rate is refused before anybody looks into it, which
 * loses nothing, since its outbox sends it again. Births, states and health, which are not sent again, have an eighth of
 * the rate to themselves. Token buckets, one per agent and of these two kinds.
 */
export function createRateGuard(bytesPerSecond: number): RateGuard {
  const buckets = new Map<string, Bucket>()
  return {
    admits(topic, bytes, nowMs) {
      const { agent, isSentAgain } = senderOf(topic)
      const rate = isSentAgain ? bytesPerSecond : bytesPerSecond / 8
      const key = isSentAgain ? agent : `${agent}/`
      const bucket = buckets.get(key) ?? open(buckets, key, rate * burstS, nowMs)
      bucket.bytes = Math.min(rate * burstS, bucket.bytes + (Math.max(0, nowMs - bucket.at) / 1_000) * rate)
      bucket.at = nowMs
      const cost = Math.max(bytes, leastBytes)
      if (bucket.bytes < cost) return false
      bucket.bytes -= cost
      return true
    },
  }
}

/** The oldest make room: one that is opened again is full, as is one that was not used for a while. */
function open(buckets: Map<string, Bucket>, key: string, bytes: number, at: number): Bucket {
  if (buckets.size >= maxBuckets) buckets.delete(buckets.keys().next().value ?? key)
  const bucket = { bytes, at }
  buckets.set(key, bucket)
  return bucket
}

/** `watchpost/v1/{site}/{agent}` of a topic, and whether what comes on it lies in an outbox. */
function senderOf(topic: string): { agent: string; isSentAgain: boolean } {
  let end = -1
  for (let level = 0; level < 4; level++) {
    end = topic.indexOf('/', end + 1)
    if (end === -1) return { agent: topic, isSentAgain: false }
  }
  return {
    agent: topic.slice(0, end),
    isSentAgain: topic.startsWith('event/', end + 1) || topic.startsWith('replay', end + 1),
  }
}
