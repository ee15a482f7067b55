/** Rights by branch of sites: what somebody may do, and where. Pure. */
import type { Grant, Permission } from '../../wire/access.ts'
import { roleTable } from './roles.ts'

/** Where something may be done: everywhere, or at these sites and larger places. */
export type Places = 'everywhere' | ReadonlySet<string>

export type Right = { readonly permissions: readonly Permission[]; readonly branch?: string }

/** Who asks: a person with a session, a key, a box, or anybody where nobody has to log in. */
export type Caller = {
  readonly kind: 'person' | 'key' | 'agent' | 'open'
  /** Of a person; of a key its id; of a box `site/agent`. */
  readonly name: string
  readonly rights: readonly Right[]
}

/** Ids of a place and of everything in it; undefined when there is no such place. */
export type BranchOf = (id: string) => ReadonlySet<string> | undefined

export function rightsOf(grants: readonly Grant[]): Right[] {
  return grants.map(({ role, branch }) => ({ permissions: roleTable[role], ...(branch !== undefined && { branch }) }))
}

/** @returns undefined when it is allowed nowhere */
export function placesFor(rights: readonly Right[], permission: Permission, branchOf: BranchOf): Places | undefined {
  const having = rights.filter(({ permissions }) => permissions.includes(permission))
  if (having.length === 0) return undefined
  if (having.some(({ branch }) => branch === undefined)) return 'everywhere'
  // An agent may name a site that nobody has entered into the tree yet.
  return new Set(having.flatMap(({ branch = '' }) => [...(branchOf(branch) ?? [branch])]))
}

export function isWithin(place: string | undefined, places: Places): boolean {
  return places === 'everywhere' || (place !== undefined && places.has(place))
}

/** Everything that is allowed somewhere. */
export function permissionsOf(rights: readonly Right[]): Permission[] {
  return [...new Set(rights.flatMap(({ permissions }) => permissions))]
}
