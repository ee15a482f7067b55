/** What holds in a tree of sites, and what can be asked of it. Pure. */
import { siteKinds } from '../../wire/site-kinds.ts'
import type { SiteFacts, SiteKind, SiteRecord } from '../../wire/sites.ts'

type Node = Pick<SiteRecord, 'id' | 'kind' | 'parent' | 'timeZone'>

const rank = (kind: SiteKind): number => siteKinds.indexOf(kind)

/** Why a place cannot be put into the tree, as a sentence; undefined when it can. */
export function refusal(nodes: readonly Node[], id: string, facts: SiteFacts): string | undefined {
  const { kind, parent, timeZone } = facts
  if (timeZone !== undefined && !isTimeZone(timeZone))
    return `timeZone: "${timeZone}" is no IANA time zone; write one like Asia/Ho_Chi_Minh`
  if ((facts.latitude === undefined) !== (facts.longitude === undefined))
    return 'latitude and longitude: give both or neither'
  const above = nodes.find((node) => node.id === parent)
  if (parent !== undefined && above === undefined)
    return `parent: there is no place "${parent}"; enter it first, or correct the id`
  // Kinds fall strictly on the way down, so that no circle can close.
  if (above !== undefined && rank(above.kind) >= rank(kind))
    return `parent: a ${kind} cannot lie in "${above.id}", which is a ${above.kind}`
  const child = nodes.find((node) => node.parent === id && rank(node.kind) <= rank(kind))
  return child === undefined ? undefined : `kind: "${child.id}", a ${child.kind}, lies in it, so it cannot be a ${kind}`
}

/** Larger places before those in them, each by its id. */
export function fromTheTop<T extends Node>(nodes: readonly T[]): T[] {
  return [...nodes].sort((a, b) => rank(a.kind) - rank(b.kind) || (a.id < b.id ? -1 : 1))
}

/** Ids of a branch: a place and everything in it; undefined when there is no such place. */
export function branch(nodes: readonly Node[], id: string): ReadonlySet<string> | undefined {
  if (!nodes.some((node) => node.id === id)) return undefined
  const ids = new Set([id])
  // From the top: a parent is in before its children are asked.
  for (const node of fromTheTop(nodes)) if (node.parent !== undefined && ids.has(node.parent)) ids.add(node.id)
  return ids
}

/** The time zones of places: their own, or of the nearest larger place that has one; places without are left out. */
export function timeZones(nodes: readonly Node[]): Map<string, string> {
  const zones = new Map<string, string>()
  // From the top: that of the parent is known before its children are asked.
  for (const { id, parent, timeZone } of fromTheTop(nodes)) {
    const zone = timeZone ?? (parent === undefined ? undefined : zones.get(parent))
    if (zone !== undefined) zones.set(id, zone)
  }
  return zones
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    // `+07:00` is taken too, but no place lives by it for good.
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}
