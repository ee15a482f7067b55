/** What grouping costs by itself, and how few incidents a day of a city makes: real databases, one thread. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IncidentsConfig } from '../../collector/incidents/config.ts'
import { openGrouper } from '../../collector/incidents/open-grouper.ts'
import { createFigures } from '../../collector/query/incident-figures.ts'
import { openDatabase, openReader } from '../../collector/store/database.ts'
import { openRegistry } from '../../collector/store/registry.ts'
import { createStore } from '../../collector/store/store.ts'
import { checkConfig } from '../../runtime/config.ts'
import { grouped, quantile, table } from '../../scripts/fleet-agents/figures.ts'
import type { EventMessage } from '../../wire/event.ts'

const hour = 3_600_000
const minute = 60_000
const midnight = Date.parse('2026-03-02T17:00:00Z')
const batchSize = 1_000
const camerasPerAgent = 4

type Happening = Pick<EventMessage, 'type' | 'phase' | 'severity' | 'rule'> & { at: number; camera: number; id: number }

/** @returns a table: one day of so many cameras, two plain events a minute each, and what goes wrong in a city */
export function benchIncidents({ cameras }: { cameras: number }): string {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-incidents-'))
  const file = (name: string): string => join(folder, `${name}.db`)
  const files = { eventsFile: file('collector'), registryFile: file('registry'), incidentsFile: file('incidents') }
  openRegistry(files.registryFile).close()
  const store = createStore(openDatabase(files.eventsFile), { quarantineRows: 10 })
  const { grouper, close } = openGrouper(files, checkConfig(IncidentsConfig, {}, 'bench'), Date.now)
  const happenings = dayOf(cameras)
  const alarms = happenings.filter(({ severity }) => severity !== undefined).length
  const messages = messagesOf(happenings)
  const turnMs: number[] = []
  let cpuUs = 0
  for (let from = 0; from < messages.length; from += batchSize) {
    store.write(messages.slice(from, from + batchSize).map(arrival))
    const before = process.cpuUsage()
    for (let isMore = true; isMore; ) {
      const startedAt = performance.now()
      isMore = grouper.step().isMore || grouper.review().isMore
      turnMs.push(performance.now() - startedAt)
    }
    const { user, system } = process.cpuUsage(before)
    cpuUs += user + system
  }
  grouper.flush()
  close()
  store.close()
  const reader = openReader(files.incidentsFile)
  const figures = createFigures(reader)({ from: midnight, to: midnight + 24 * hour })
  reader.close()
  rmSync(folder, { recursive: true })
  return table([
    ['cameras, events of a day', `${grouped(cameras)}, ${grouped(figures.events)}`],
    ['of them alarms and faults', `${grouped(alarms)}, ${grouped(figures.grouped)} in incidents`],
    ['incidents', `${grouped(figures.incidents)}, ${figures.incidentsPerHour} an hour`],
    ['events for each incident', String(figures.eventsPerIncident)],
    ['processor time of grouping', `${(cpuUs / figures.events).toFixed(1)} µs an event`],
    ['one turn, p50 / p99', `${quantile(turnMs, 0.5).toFixed(1)} / ${quantile(turnMs, 0.99).toFixed(1)} ms`],
    ...figures.rules.map(
      ({ kind, incidents, events }) => [kind, `${grouped(incidents)} of ${grouped(events)} events`] as const,
    ),
  ])
}

/** The same day at every run. */
function dayOf(cameras: number): Happening[] {
  const chance = createChance()
  const happenings: Happening[] = []
  let id = 0
  const add = (camera: number, at: number, facts: Omit<Happening, 'at' | 'camera' | 'id'>): number => {
    id += 1
    happenings.push({ ...facts, at, camera, id })
    return id
  }
  const episode = (
    camera: number,
    often: readonly [least: number, most: number],
    everyMs: number,
    facts: Omit<Happening, 'at' | 'camera' | 'id' | 'phase'>,
  ): void => {
    let at = midnight + chance() * 23 * hour
    const times = often[0] + Math.floor(chance() * (often[1] - often[0]))
    for (let time = 0; time < times; time++) {
      const started = add(camera, at, { ...facts, phase: 'start' })
      happenings.push({ ...facts, phase: 'end', at: at + everyMs * chance(), camera, id: started })
      at += everyMs * (0.5 + chance())
    }
  }
  for (let camera = 0; camera < cameras; camera++) {
    for (let at = midnight + chance() * minute; at < midnight + 24 * hour; at += chance() * minute)
      add(camera, at, { type: 'line.crossed', phase: 'pulse', rule: 'gate' })
    // Somebody in the yard, seen again and again; a vehicle that stands; a lane that is taken the wrong way.
    if (chance() < 0.3) episode(camera, [3, 40], 20_000, { type: 'zone.intruded', rule: 'yard', severity: 'high' })
    if (chance() < 0.3)
      episode(camera, [1, 6], 3 * minute, { type: 'vehicle.stopped', rule: 'curb', severity: 'medium' })
    if (chance() < 0.1)
      episode(camera, [10, 60], 10 * minute, { type: 'direction.wrong', rule: 'lane', severity: 'high' })
    // A link that comes and goes for hours, at one box in twenty: all its cameras.
    if (camera % (20 * camerasPerAgent) < camerasPerAgent)
      episode(camera, [20, 120], minute, { type: 'camera.offline', severity: 'high' })
  }
  return happenings.sort((a, b) => a.at - b.at)
}

function messagesOf(happenings: readonly Happening[]): EventMessage[] {
  const seqs = new Map<string, number>()
  return happenings.map(({ id, camera, at, type, phase, severity, rule }) => {
    const agent = `agent-${Math.floor(camera / camerasPerAgent)}`
    const seq = (seqs.get(agent) ?? 0) + 1
    seqs.set(agent, seq)
    const facts = { type, phase, ...(rule !== undefined && { rule }) }
    const urgency = severity !== undefined && phase === 'start' ? { severity } : {}
    const object = {
      track: id,
      class: 'Vehicle',
      score: 0.8,
      box: [0.1, 0.2, 0.3, 0.4] as [number, number, number, number],
    }
    const place = { v: 1 as const, agent, camera: `camera-${camera % camerasPerAgent}`, boot: 1, seq }
    return { ...place, id: eventId(id), at: Math.round(at), ...facts, ...urgency, object }
  })
}

function arrival(message: EventMessage) {
  return {
    kind: 'event' as const,
    site: 'site-1',
    agent: message.agent,
    topic: 'bench',
    receivedAt: message.at + 300,
    message,
  }
}

function eventId(number: number): string {
  return `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
}

/** Numbers 0–1, the same ones each time. */
function createChance(): () => number {
  let state = 12_345
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
