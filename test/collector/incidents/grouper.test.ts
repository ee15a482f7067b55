import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { IncidentsConfig } from '../../../collector/incidents/config.ts'
import type { Grouper } from '../../../collector/incidents/grouper.ts'
import { openGrouper } from '../../../collector/incidents/open-grouper.ts'
import { createFigures } from '../../../collector/query/incident-figures.ts'
import { createIncidentQuery } from '../../../collector/query/incidents.ts'
import { openDatabase, openReader } from '../../../collector/store/database.ts'
import { openIncidents } from '../../../collector/store/incident-schema.ts'
import { createIncidentRows } from '../../../collector/store/incidents.ts'
import { openRegistry } from '../../../collector/store/registry.ts'
import { createStore, type Store } from '../../../collector/store/store.ts'
import { checkConfig } from '../../../runtime/config.ts'
import type { EventMessage } from '../../../wire/event.ts'
import { event, eventId, temporaryFolder } from '../running.ts'

const config = checkConfig(IncidentsConfig, {}, 'test')
const t = 1_700_000_000_000
const minute = 60_000
let folder: string
let clock: number
let store: Store

beforeEach(() => {
  folder = temporaryFolder()
  clock = t
  openRegistry(files().registryFile).close()
  store = openStore()
  open().close()
})

function files() {
  const file = (name: string) => join(folder, `${name}.db`)
  return { eventsFile: file('collector'), registryFile: file('registry'), incidentsFile: file('incidents') }
}

function openStore(): Store {
  const opened = createStore(openDatabase(files().eventsFile), { quarantineRows: 10 })
  onTestFinished(() => opened.close())
  return opened
}

const open = () => openGrouper(files(), config, () => clock)

/** Stores messages as if they came when they happened, or at `receivedAt`. */
function put(messages: readonly EventMessage[], receivedAt?: number): void {
  store.write(
    messages.map((message) => ({
      kind: 'event',
      site: 'site-1',
      agent: message.agent,
      topic: 'test',
      receivedAt: receivedAt ?? message.at,
      message,
    })),
  )
}

const intruded = (number: number, over: Partial<EventMessage> = {}): EventMessage =>
  event(number, { type: 'zone.intruded', severity: 'high', at: t + number * 1_000, ...over })

function run(grouper: Grouper): void {
  while (grouper.step().isMore);
  while (grouper.review().isMore);
}

/** Groups all there is, as a collector that starts and stops. */
function group(): void {
  const { grouper, close } = open()
  run(grouper)
  grouper.flush()
  close()
}

function look() {
  const reader = openReader(files().incidentsFile)
  try {
    const query = createIncidentQuery(reader)
    const incidents = query.page({}, 100)?.incidents ?? []
    const eventIds = incidents.flatMap(({ number }) => query.eventIds(number, 5_000)?.ids ?? [])
    return { incidents, eventIds, figures: createFigures(reader)({ from: t - 86_400_000, to: t + 86_400_000 }) }
  } finally {
    reader.close()
  }
}

describe('grouping', () => {
  it('puts each event into one incident, whenever it is killed, and counts what it leaves out', () => {
    const messages = Array.from({ length: 1_500 }, (_, index) => {
      const number = index + 1
      const matters = number % 3 === 0
      const camera = `camera-${number % 4}`
      return matters ? intruded(number, { camera }) : event(number, { type: 'line.crossed', at: t + number * 1_000 })
    })
    put(messages)
    const wanted = messages.filter(({ type }) => type === 'zone.intruded').map(({ id }) => id)
    // Between transactions it is killed without a word; in one of them, by what fails in it.
    for (let life = 0; ; life++) {
      const { grouper, close } = open()
      const steps = life % 3
      let isMore = true
      for (let step = 0; step < steps && isMore; step++) isMore = grouper.step().isMore
      close()
      if (!isMore) break
      expect(life).toBeLessThan(100)
    }
    group()
    const { incidents, eventIds, figures } = look()
    expect(eventIds.sort()).toEqual(wanted.sort())
    expect(incidents).toHaveLength(4)
    expect(incidents.reduce((sum, { events }) => sum + events, 0)).toBe(500)
    expect(figures).toMatchObject({ events: 1_500, grouped: 500, incidents: 4, eventsPerIncident: 375 })
  })

  it('writes nothing of a batch that fails, and does it once it can be done', () => {
    put([intruded(1), intruded(2)])
    const { grouper, close } = open()
    const blocker = openIncidents(files().incidentsFile)
    blocker.exec(
      "CREATE TRIGGER no BEFORE INSERT ON member WHEN NEW.event_id > (SELECT min(event_id) FROM member) BEGIN SELECT raise(ABORT, 'no room'); END",
    )
    expect(() => grouper.step()).toThrow('no room')
    grouper.reset()
    expect(look().incidents).toEqual([])
    blocker.exec('DROP TRIGGER no')
    blocker.close()
    run(grouper)
    close()
    expect(look().incidents).toMatchObject([{ events: 2, state: 'new', severity: 'high', late: false }])
  })

  it('hears what becomes of events: that they end, grow more urgent, or only then matter', () => {
    put([
      intruded(1, { phase: 'start' }),
      event(2, { phase: 'start', at: t + 2_000, camera: 'yard' }),
      // Its end came first, live; its start waits in a backlog.
      event(4, { id: eventId(3), phase: 'end', camera: 'roof', type: 'zone.dwell', at: t + 4_000 }),
    ])
    const { grouper, close } = open()
    run(grouper)
    expect(look().incidents).toMatchObject([{ events: 1, lasting: true, severity: 'high' }])
    clock += minute
    put([
      intruded(5, { id: eventId(1), phase: 'update', severity: 'critical' }),
      event(6, { id: eventId(1), type: 'zone.intruded', phase: 'end', at: t + 50_000 }),
      event(7, { id: eventId(2), phase: 'update', at: t + 3_000, camera: 'yard', severity: 'medium' }),
      intruded(3, { phase: 'start', camera: 'roof', type: 'zone.dwell' }),
    ])
    run(grouper)
    close()
    const { incidents } = look()
    const byCamera = new Map(incidents.map((incident) => [incident.cameras[0]?.camera, incident]))
    expect(byCamera.get('gate')).toMatchObject({ lasting: false, lastAt: t + 50_000, severity: 'critical', events: 1 })
    expect(byCamera.get('yard')).toMatchObject({ kind: 'urgent', severity: 'medium', lasting: true })
    expect(byCamera.get('roof')).toMatchObject({ kind: 'urgent', severity: 'high', lasting: false })
  })

  it('puts history where it belongs, marked, and lets something live wake it up', () => {
    put([intruded(1), intruded(2)])
    group()
    const rows = openIncidents(files().incidentsFile)
    const n = look().incidents[0]?.number ?? 0
    createIncidentRows(rows).set(n, { state: 'closed', reason: 'real', closedAt: t + 3 * minute }, true)
    rows.close()
    const hours = 6 * 60 * minute
    put([intruded(30), intruded(40, { at: t - hours })], t + hours)
    group()
    const [closed, old] = look().incidents
    expect(closed).toMatchObject({ number: n, state: 'closed', events: 3, late: false })
    expect(old).toMatchObject({ state: 'new', events: 1, late: true, startAt: t - hours })
    expect(look().incidents).toHaveLength(2)
    put([intruded(50, { at: t - hours + 1_000 })])
    group()
    expect(look().incidents[1]).toMatchObject({ events: 2, late: false })
  })

  it('counts repeats of a false alarm instead of opening one', () => {
    put([intruded(1)])
    group()
    const rows = openIncidents(files().incidentsFile)
    const settings = { state: 'closed', reason: 'false-alarm', closedAt: t + 2_000 }
    createIncidentRows(rows).set(look().incidents[0]?.number ?? 0, settings, true)
    rows.close()
    put([intruded(300), intruded(400), intruded(1_000)])
    group()
    const { incidents, figures } = look()
    expect(incidents).toMatchObject([
      { state: 'new', events: 1 },
      { state: 'closed', events: 1, suppressed: 2 },
    ])
    expect(figures).toMatchObject({ events: 4, grouped: 2, suppressed: 2 })
  })

  it('doubles nothing when an older database of events is restored, and reads what is sent again', () => {
    put([intruded(1), intruded(2)])
    const older = join(folder, 'older.db')
    const copy = openDatabase(files().eventsFile)
    copy.exec(`VACUUM INTO '${older}'`)
    copy.close()
    put([intruded(200), intruded(201)])
    group()
    const before = look()
    expect(before.incidents).toHaveLength(2)

    store.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${files().eventsFile}${suffix}`, { force: true })
    renameSync(older, files().eventsFile)
    store = openStore()
    group()
    // In another order than before: their numbers are those of others now.
    put([intruded(202), intruded(203), intruded(201), intruded(200)], t + 204_000)
    group()
    const { eventIds, incidents } = look()
    expect(eventIds.sort()).toEqual([1, 2, 200, 201, 202, 203].map(eventId))
    expect(incidents).toHaveLength(2)
  })

  it('leaves alone what was stored before there were incidents', () => {
    rmSync(files().incidentsFile)
    put([intruded(1)])
    group()
    put([intruded(2)])
    group()
    expect(look().eventIds).toEqual([eventId(2)])
  })
})
