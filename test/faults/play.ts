import type { Outcome } from './scenario.ts'
import { type Expectation, settle } from './settle.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

/**
 * A world in which everything runs, what happens to it, and what is left of it.
 * @param happen returns what it did, with its numbers
 */
export async function play(
  options: WorldOptions,
  happen: (world: World) => Promise<string>,
  expectation: Expectation = {},
): Promise<Outcome> {
  const world = await createWorld(options)
  try {
    world.collector.start()
    await world.collectorAnswers()
    for (const agent of world.agents) agent.start()
    await Promise.all(world.agents.map((agent) => agent.opened()))
    const done = await happen(world)
    return { ...(await settle(world, expectation)), done }
  } finally {
    await world.close()
  }
}
