import { isWithin, type Places } from '../access/rights.ts'
import type { Sites } from '../sites/sites.ts'
import { ProblemError } from './problems.ts'

/**
 * What `branch=` of a request stands for: the ids of a place and of all that lie in it, as far as the caller may see them.
 * @param places of the request
 * @throws ProblemError when there is no such place, or none that the caller knows
 */
export function branchSites(sites: Sites, branch: string | undefined, places: Places): { sites?: ReadonlySet<string> } {
  if (branch === undefined) return places === 'everywhere' ? {} : { sites: places }
  const ids = [...(sites.branch(branch) ?? [])].filter((id) => isWithin(id, places))
  if (ids.length === 0) throw new ProblemError('invalid-request', `branch: there is no place "${branch}"`)
  return { sites: new Set(ids) }
}
