/** A data folder with events, incidents, pictures and clips of any age, and runs of retention over it. */
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { RetentionConfig } from '../../../collector/retention/config.ts'
import { openSources } from '../../../collector/retention/open-sources.ts'
import { dayMs } from '../../../collector/retention/policy.ts'
import { runRetention } from '../../../collector/retention/run.ts'
import { createSites } from '../../../collector/sites/sites.ts'
import type { Arrival } from '../../../collector/store/arrival.ts'
import { openDatabase } from '../../../collector/store/database.ts'
import type { Erasure } from '../../../collector/store/erasing.ts'
import { openIncidents } from '../../../collector/store/incident-schema.ts'
import { createIncidentRows } from '../../../collector/store/incidents.ts'
import { openRegistry } from '../../../collector/store/registry.ts'
import { createSiteRows } from '../../../collector/store/sites.ts'
import { createStore } from '../../../collector/store/store.ts'
import { checkConfig } from '../../../runtime/config.ts'
import type { EventMessage } from '../../../wire/event.ts'
import { event, eventId, sha256, temporaryFolder } from '../running.ts'

export const now = 1_800_000_000_000

export type Given = { readonly daysAgo: number; readonly site?: string; readonly over?: Partial<EventMessage> }

export function openRetentionWorld() {
  const folder = temporaryFolder()
  const file = (name: string) => join(folder, name)
  const db = openDatabase(file('collector.db'))
  const store = createStore(db, { quarantineRows: 10 })
  const registry = openRegistry(file('registry.db'))
  const sites = createSites(createSiteRows(registry), () => now)
  sites.put('ward-7', { kind: 'ward', names: { vi: 'Phường 7' } }, undefined)
  sites.put('site-7', { kind: 'site', parent: 'ward-7', names: { vi: 'Chợ' } }, undefined)
  const incidentsDb = openIncidents(file('incidents.db'))
  const incidents = createIncidentRows(incidentsDb)
  const mediaFolder = file('media')
  mkdirSync(mediaFolder)
  onTestFinished(() => {
    for (const one of [db, registry, incidentsDb]) one.close()
  })

  const arrivalOf = (number: number, { daysAgo, site = 'site-1', over = {} }: Given): Arrival => {
    const receivedAt = now - daysAgo * dayMs
    const message = event(number, { agent: `agent-${site}`, at: receivedAt - 500, ...over })
    return { kind: 'event', site, agent: message.agent, topic: 't', receivedAt, message }
  }
  const write = (number: number, given: Given) => store.write([arrivalOf(number, given)])
  const writeMany = (count: number, given: Given) =>
    store.write(Array.from({ length: count }, (_, index) => arrivalOf(index + 1, given)))

  /** @returns the address of the new file */
  const putFile = (text: string, daysAgo: number, isClip = false): string => {
    const bytes = Buffer.concat([isClip ? Buffer.from('....ftyp') : Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(text)])
    const address = sha256(bytes)
    const path = join(mediaFolder, address.slice(0, 2), address)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, bytes)
    const at = new Date(now - daysAgo * dayMs)
    utimesSync(path, at, at)
    return address
  }

  const openIncident = (eventIds: readonly number[], settings: object = {}): number =>
    incidents.exclusively(() => {
      const facts = { kind: 'intrusion', rule: null, site: 'site-1', agent: 'agent-site-1', severity: 1, isLate: false }
      const more = { groupKey: null, splitFrom: null, steps: [], openedAt: 1 }
      const n = incidents.insert({ id: eventId(1_000 + (eventIds[0] ?? 0)), ...facts, ...more }, 1)
      for (const number of eventIds) {
        const at = { at: 1, endAt: 1, severity: 1, type: 'zone.entered', rule: null, isSuppressed: false }
        incidents.addMember(n, { eventId: eventId(number), site: 'site-1', agent: 'a', camera: 'gate', ...at }, false)
      }
      incidents.set(n, settings, true)
      return n
    })

  type RunSettings = { at?: number; erase?: (erasure: Erasure) => void }
  const run = async (keys: object, { at = now, erase = store.erase }: RunSettings = {}) => {
    const config = checkConfig(RetentionConfig, keys, 'test')
    const files = { eventsFile: file('collector.db'), registryFile: file('registry.db') }
    const sources = openSources({ ...files, incidentsFile: file('incidents.db'), mediaFolder }, config)
    try {
      return await runRetention({
        ...sources,
        policy: sources.policy(),
        now: at,
        maxMediaBytes: config.maxMediaBytes,
        rest: () => Promise.resolve(),
        erase: (erasure) => {
          erase(erasure)
          return Promise.resolve(1)
        },
      })
    } finally {
      sources.close()
    }
  }

  return {
    ...{ folder, db, store, sites, incidents, incidentsDb, write, writeMany, putFile, openIncident, run },
    numbers: () =>
      db
        .prepare<[], string>('SELECT id FROM event ORDER BY n')
        .pluck()
        .all()
        .map((id) => Number.parseInt(id.slice(-12), 16)),
    filesLeft: () => readdirSync(mediaFolder).flatMap((name) => readdirSync(join(mediaFolder, name))),
    named: () =>
      db
        .prepare<[], Buffer>('SELECT sha256 FROM media')
        .pluck()
        .all()
        .map((one) => one.toString('hex')),
  }
}
