import { createHash } from 'node:crypto'
import { v7 } from 'uuid'

/**
 * The id of an event: a UUIDv7 (RFC 9562) whose time is that of the frame and whose other bits are a hash of what it is
 * about, so that the same recording gives the same ids however often it is replayed.
 * @param about unique among the events of one millisecond, anywhere: agent, boot, camera, rule, track
 */
export function eventId(at: number, about: string): string {
  const random = createHash('sha256').update(about).digest()
  return v7({ msecs: at, random, seq: random.readUInt32BE(16) })
}
