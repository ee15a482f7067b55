import type { Publish } from '../../agent/uplink/delivery.ts'
import type { AddressedAck } from '../../collector/ingest/acks.ts'
import { createAgentNode } from './agent-node.ts'
import { createChance } from './chance.ts'
import { createClock } from './clock.ts'
import { createCollectorNode, placesOf } from './collector-node.ts'
import type { Flaw } from './flaw.ts'
import { createStory } from './story.ts'
import { verdict } from './verdict.ts'

const tickMs = 200
const healMs = 300_000

/**
 * One life of an agent, a broker and a collector, in which anything may happen at any time; then everything is repaired,
 * and what a reader sees is judged.
 * @returns what is wrong
 */
export function runSchedule(seed: number, flaw?: Flaw): string | undefined {
  const chance = createChance(seed)
  const clock = createClock(1_795_362_000_000)
  const story = createStory(chance)
  const rate = chance.of(0.2) ? 0 : chance.random() * 0.4
  let noise = rate
  let life = 0
  let isLinked = false
  let agentCrashes = 0

  /** A message on its way: lost, twice, late, in any order; and gone when the broker is. */
  const carry = (arrive: () => void): void => {
    if (chance.of(noise / 2)) return
    const carried = life
    const copies = chance.of(noise / 2) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const delayMs = chance.upTo(noise > 0 ? 2_000 : 20)
      clock.schedule(() => {
        if (carried === life) arrive()
      }, delayMs)
    }
  }

  const confirm = ({ payload }: Publish): void => {
    if (flaw !== 'deletes-on-puback') return
    for (const place of placesOf(payload)) agent.acknowledge({ v: 1, ...place })
  }

  const send = (messages: readonly Publish[]): void => {
    if (!isLinked) return
    for (const message of messages) {
      carry(() => {
        confirm(message)
        carry(() => collector.accept(message.topic, message.payload))
      })
    }
  }

  const acknowledge = ({ ack }: AddressedAck): void => carry(() => agent.acknowledge(ack))
  const agent = createAgentNode({ clock, chance, flaw, send })
  const collector = createCollectorNode({ clock, flaw, acknowledge })

  const setLink = (isUp: boolean): void => {
    isLinked = isUp
    agent.link(isUp)
  }

  const faults: (() => void)[] = [
    () => setLink(!isLinked),
    () => {
      life += 1
      setLink(false)
    },
    () => agent.disk.breakAfter(chance.upTo(8)),
    () => agent.disk.heal(),
    () => collector.disk.breakAfter(chance.upTo(8)),
    () => collector.disk.heal(),
    () => (collector.isRunning() ? collector.crash() : collector.start()),
    () => {
      if (!agent.isRunning()) return startAgent()
      agentCrashes += 1
      story.breakOff()
      if (chance.of(0.5)) agent.crash()
      else agent.crashAfterCommit()
    },
  ]

  const startAgent = (): void => {
    if (!agent.isRunning()) agent.start()
  }

  const step = (): void => {
    clock.advance(chance.upTo(2 * tickMs))
    if (chance.of(rate)) chance.oneOf(faults as [() => void])()
    if (agent.isRunning() && chance.of(0.6)) agent.append(story.next(1 + chance.upTo(4)))
    agent.tick()
  }

  agent.start()
  collector.start()
  setLink(true)
  for (let count = 4 + chance.upTo(24); count > 0; count--) step()

  noise = 0
  agent.disk.heal()
  collector.disk.heal()
  if (!collector.isRunning()) collector.start()
  const healedBy = clock.now() + healMs
  for (let isDone = false; !isDone && clock.now() < healedBy; ) {
    startAgent()
    if (!isLinked) setLink(true)
    clock.advance(tickMs)
    agent.tick()
    const { depth, failure } = agent.status()
    isDone = depth === 0 && failure === undefined
  }
  const { depth, failure } = agent.status()
  if (depth > 0) return `${depth} messages are still in the outbox`
  if (failure !== undefined) return failure
  const told = agentCrashes === 0 ? story.told() : undefined
  return verdict({ committed: agent.committed, messages: collector.messages(), records: collector.records(), told })
}
