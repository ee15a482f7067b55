/** Asks agents for clips that they have not uploaded, and tells whoever asked what they answered. */
import { randomUUID } from 'node:crypto'
import { encode, parse } from '../wire/codec.ts'
import type { ClipCommand, ClipReply } from '../wire/command.ts'
import type { EventRecord } from '../wire/rest.ts'
import { commandTopic, parseTopic } from '../wire/topics.ts'
import { wireVersion } from '../wire/version.ts'

/** `silent`: nobody answered in time, as while the agent is away. */
export type ClipAnswer = ClipReply['outcome'] | 'silent'

export type ClipRequests = {
  ask(event: EventRecord): Promise<ClipAnswer>
  /** @returns whether the message is a reply, which nobody else needs to see */
  take(topic: string, payload: Uint8Array): boolean
}

export type ClipRequestsOptions = {
  readonly publish: (topic: string, payload: Buffer) => Promise<void>
  readonly now: () => number
  readonly patienceMs?: number
}

/** A person waits for the answer. */
const usualPatienceMs = 5_000
/** The clocks of boxes differ from ours; a command that waits this long in a broker is refused. */
const deadlineMs = 60_000

export function createClipRequests({ publish, now, patienceMs = usualPatienceMs }: ClipRequestsOptions): ClipRequests {
  const waiting = new Map<string, (answer: ClipAnswer) => void>()

  return {
    async ask({ id, site, agent, camera, type, startAt, endAt, clock, rule }) {
      const request = randomUUID()
      const answered = new Promise<ClipAnswer>((resolve) => {
        waiting.set(request, resolve)
        setTimeout(() => resolve('silent'), patienceMs).unref()
      })
      const command: ClipCommand = {
        ...{ v: wireVersion, request, deadline: now() + deadlineMs, event: id, camera, type, startAt, clock },
        ...(endAt !== undefined && { endAt }),
        ...(rule !== undefined && { rule }),
      }
      try {
        await publish(commandTopic({ site, agent }, 'clip'), encode(command))
        return await answered
      } catch {
        return 'silent'
      } finally {
        waiting.delete(request)
      }
    },
    take(topic, payload) {
      if (!topic.includes('/reply/') || parseTopic(topic)?.kind !== 'reply-clip') return false
      try {
        const { request, outcome } = parse.clipReply(payload)
        // Another collector may have asked.
        waiting.get(request)?.(outcome)
      } catch {
        // What cannot be read answers nobody.
      }
      return true
    },
  }
}
