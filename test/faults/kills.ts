import { setTimeout as sleep } from 'node:timers/promises'
import { type Chance, createChance } from '../simulation/chance.ts'
import { keptMedia } from './kept.ts'
import { mosquittoMissing } from './mosquitto.ts'
import type { Outcome, Scenario } from './scenario.ts'
import { settle } from './settle.ts'
import { createWorld, type Program, type Sabotage, type World, type WorldOptions } from './world.ts'

const agents = 5

export const killsEmbedded: Scenario = {
  name: 'kill',
  fault: 'SIGKILL of agents and collector with its broker',
  run: (seed, { kills }, progress) => killAll({ seed, broker: 'embedded' }, Math.ceil(kills / 2), progress),
}

export const killsMosquitto: Scenario = {
  name: 'kill-broker',
  fault: 'SIGKILL of agents, broker (mosquitto) and collector',
  impossible: mosquittoMissing,
  run: (seed, { kills }, progress) => killAll({ seed, broker: 'mosquitto' }, Math.ceil(kills / 2), progress),
}

export const killsMedia: Scenario = {
  name: 'kill-media',
  fault: 'SIGKILL of agents and collector while pictures and clips are uploaded',
  run: (seed, { kills }, progress) => killAll({ seed, films: true }, Math.ceil(kills / 5), progress),
}

type Tally = {
  left: number
  readonly total: number
  agent: number
  collector: number
  broker: number
  inCommit: number
}

async function killAll(
  options: Pick<WorldOptions, 'seed' | 'broker' | 'films'>,
  total: number,
  progress: (text: string) => void,
): Promise<Outcome> {
  const { seed } = options
  const world = await createWorld({ ...options, agents, eventsPerSecond: options.films === true ? 10 : 30 })
  const tally: Tally = { left: total, total, agent: 0, collector: 0, broker: 0, inCommit: 0 }
  try {
    world.collector.start()
    await world.collectorAnswers()
    const told = setInterval(() => progress(`${total - tally.left} of ${total} kills`), 1_000)
    // Each has its own chance, so that a seed says the same of it however the others fare.
    await Promise.all([
      ...world.agents.map((agent, index) =>
        haunt(agent, agent.opened, 'agent', tally, createChance(seed + 100 + index)),
      ),
      haunt(world.collector, world.collectorAnswers, 'collector', tally, createChance(seed + 50)),
      ...(world.mosquitto === undefined ? [] : [hauntBroker(world, tally, createChance(seed + 70))]),
    ]).finally(() => clearInterval(told))
    progress('everybody is back; what waits is delivered')
    const finding = await settle(world)
    const brokers = world.mosquitto === undefined ? '' : `, broker ${tally.broker}`
    const done = `${total} kills: agents ${tally.agent}, collector ${tally.collector}${brokers}; ${tally.inCommit} of them at a commit`
    return { ...finding, done: done + toldOfMedia(world) }
  } finally {
    await world.close()
  }
}

function toldOfMedia(world: World): string {
  const kept = keptMedia(world)
  const clips = kept.filter(({ media }) => media === 'clip').length
  return kept.length === 0 ? '' : `; ${kept.length - clips} pictures and ${clips} clips arrived, byte for byte`
}

/** How long each lives once it is up: the collector longer, or nothing would ever reach it. */
const lifeMs = { agent: 2_500, collector: 8_000 }

async function haunt(
  program: Program,
  isUp: () => Promise<void>,
  kind: 'agent' | 'collector',
  tally: Tally,
  chance: Chance,
): Promise<void> {
  while (tally.left > 0) {
    await program.kill()
    const sabotage = chance.of(0.5) ? sabotageAtCommit(chance, kind) : undefined
    const diesEarly = chance.of(0.2)
    const aliveMs = chance.random() * (diesEarly ? 1_000 : lifeMs[kind])
    const running = program.start(sabotage)
    // One that is to die at a commit may have to wait for it.
    const living = sabotage === undefined ? aliveMs : 2 * lifeMs[kind]
    const life = diesEarly ? sleep(aliveMs) : isUp().then(() => sleep(living))
    await Promise.race([running.exited, life.catch(() => undefined)])
    if (tally.left <= 0) return
    tally.left -= 1
    tally[kind] += 1
    if ((await Promise.race([running.exited, sleep(0)])) === 'SIGKILL') tally.inCommit += 1
  }
}

function sabotageAtCommit(chance: Chance, kind: 'agent' | 'collector'): Sabotage {
  const nth = 1 + chance.upTo(kind === 'agent' ? 25 : 100)
  const place = chance.oneOf(['inside', 'during', 'after'])
  return { WATCHPOST_DIE: `${place}:${nth}:${(chance.random() * 6).toFixed(2)}` }
}

async function hauntBroker({ mosquitto }: World, tally: Tally, chance: Chance): Promise<void> {
  while (tally.left > 0) {
    await sleep(500 + chance.random() * 5_000)
    if (tally.left <= 0) return
    tally.left -= 1
    tally.broker += 1
    await mosquitto?.kill()
    await sleep(chance.random() * 300)
    await mosquitto?.start()
  }
}
