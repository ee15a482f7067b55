import type { AgentIdentity } from '../../wire/topics.ts'

/** Health comes twice a minute: this many samples are some minutes. */
const maxSamples = 16
const maxAgents = 20_000

/**
 * How far the clocks of agents are from ours. A message can only be late, never early: of the newest samples, each the
 * time it was sent at minus the time it came at, the largest is the nearest to the truth (as in NTP's clock filter,
 * RFC 5905, section 10, where the least delay wins).
 * @returns a function from a new sample to the estimate, milliseconds; positive: the agent's clock is ahead
 */
export function createClockOffsets(): (identity: AgentIdentity, sampleMs: number) => number {
  const byAgent = new Map<string, number[]>()
  return ({ site, agent }, sampleMs) => {
    const key = `${site}/${agent}`
    const samples = byAgent.get(key) ?? []
    byAgent.delete(key)
    byAgent.set(key, samples)
    samples.push(sampleMs)
    if (samples.length > maxSamples) samples.shift()
    if (byAgent.size > maxAgents) byAgent.delete(byAgent.keys().next().value ?? key)
    return Math.max(...samples)
  }
}
