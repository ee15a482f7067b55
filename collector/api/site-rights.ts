import type { SiteFacts, SiteRecord } from '../../wire/sites.ts'
import { isWithin, type Places } from '../access/rights.ts'
import { ProblemError } from './problems.ts'

/** What is known of the tree when somebody wants to change it. */
export type TreeKnowledge = {
  readonly find: (id: string) => SiteRecord | undefined
  /** Ids of the sites that agents name, entered or not. */
  readonly reported: () => readonly string[]
}

/**
 * Whether a place may be entered or changed so by somebody who has rights in some places only. Rights follow the tree:
 * nobody may pull a place into their own branch, nor push one out of it.
 * @throws ProblemError as if what lies outside were not there
 */
export function refuseBeyond(id: string, facts: SiteFacts, places: Places, { find, reported }: TreeKnowledge): void {
  if (places === 'everywhere') return
  const known = find(id)
  if (known !== undefined && !places.has(id)) throw absent(id)
  // An agent stands there already, with events that nobody has given away.
  if (known === undefined && !places.has(id) && reported().includes(id)) throw absent(id)
  const staysPut = known !== undefined && known.parent === facts.parent
  if (!staysPut && !isWithin(facts.parent, places)) throw absent(facts.parent ?? 'the top')
}

export function absent(id: string): ProblemError {
  return new ProblemError('not-found', `there is no place "${id}"`)
}
