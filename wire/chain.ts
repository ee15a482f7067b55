/** The hash chain over the messages of one agent: who deletes or changes one of them breaks it. */
import { createHash } from 'node:crypto'
import type { Bytes } from './codec.ts'

const linkBytes = 8

/**
 * What the next message says in `prev` about this one.
 * @param payload as the agent wrote it: UTF-8 JSON without spaces, without `replayed`
 * @returns 11 characters of base64url
 */
export function chainLink(payload: Bytes): string {
  return createHash('sha256').update(payload).digest().subarray(0, linkBytes).toString('base64url')
}
