import type { SiteFacts, SiteRecord } from '../../wire/sites.ts'
import type { SiteRows } from '../store/sites.ts'
import { branch, fromTheTop, refusal, timeZones } from './tree.ts'

export type Sites = {
  /** The whole tree, larger places before those in them. */
  list(): SiteRecord[]
  find(id: string): SiteRecord | undefined
  /**
   * Enters or changes a place.
   * @param expected version that the change was made from; undefined for a place that is not there yet, `any` for whatever
   * @throws SiteError
   */
  put(id: string, facts: SiteFacts, expected: number | 'any' | undefined): SiteRecord
  /**
   * Removes a place that holds no other.
   * @throws SiteError
   */
  remove(id: string, expected: number | 'any'): void
  /** Ids of a place and of everything in it; undefined when there is no such place. */
  branch(id: string): ReadonlySet<string> | undefined
  /** The time zones of places, as far as they are known. */
  timeZones(): ReadonlyMap<string, string>
}

export type SiteErrorCode = 'invalid-site' | 'version-conflict' | 'not-found' | 'site-in-use'

export class SiteError extends Error {
  readonly code: SiteErrorCode

  constructor(code: SiteErrorCode, message: string) {
    super(message)
    this.name = 'SiteError'
    this.code = code
  }
}

/** More than any province has; the tree is held in memory. */
const maxSites = 50_000

export function createSites(rows: SiteRows, now: () => number): Sites {
  const find = (id: string): SiteRecord | undefined => rows.list().find((site) => site.id === id)

  const checkVersion = (id: string, expected: number | 'any' | undefined): SiteRecord | undefined => {
    const site = find(id)
    if (expected === 'any' || site?.version === expected) return site
    throw new SiteError('version-conflict', conflict(id, site?.version, expected))
  }

  return {
    list: () => fromTheTop(rows.list()),
    find,
    put: (id, facts, expected) =>
      rows.exclusively(() => {
        if (checkVersion(id, expected) === undefined && rows.list().length >= maxSites)
          throw new SiteError('invalid-site', `there are ${maxSites} places already, which is all that fit`)
        const reason = refusal(rows.list(), id, facts)
        if (reason !== undefined) throw new SiteError('invalid-site', reason)
        return { id, ...facts, version: rows.put(id, facts, now()) }
      }),
    remove: (id, expected) =>
      rows.exclusively(() => {
        if (find(id) === undefined) throw new SiteError('not-found', `there is no place "${id}"`)
        checkVersion(id, expected)
        const child = rows.list().find(({ parent }) => parent === id)
        if (child !== undefined)
          throw new SiteError('site-in-use', `"${child.id}" lies in "${id}"; remove or move it first`)
        rows.remove(id)
      }),
    branch: (id) => branch(rows.list(), id),
    timeZones: () => timeZones(rows.list()),
  }
}

function conflict(id: string, version: number | undefined, expected: number | 'any' | undefined): string {
  if (version === undefined) return `"${id}" was removed by somebody else; read the list again`
  if (expected === undefined)
    return `"${id}" is there already, at version ${version}; change it with If-Match: "${version}"`
  return `"${id}" was changed by somebody else: it is at version ${version}, not ${expected}; read it again`
}
