import type { AgentIdentity } from '../../wire/topics.ts'
import type { Settled } from '../store/arrival.ts'

/**
 * The place in the order of its agent that a message which does not fit the contract claims, where that much of it can be
 * read. One of another major version has none: its agent keeps it until a collector understands it.
 */
export function placeOfMisfit(value: unknown, version: number, { site, agent }: AgentIdentity): Settled | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { v, agent: claimed, boot, seq } = value as Record<string, unknown>
  if (v !== undefined && v !== version) return undefined
  if ((claimed ?? agent) !== agent || !isCount(boot) || !isCount(seq)) return undefined
  return { site, agent, boot, seq }
}

/** The value of bytes that may be JSON. */
export function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString()) as unknown
  } catch {
    return undefined
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1
}
