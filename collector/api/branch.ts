import type { Sites } from '../sites/sites.ts'
import { ProblemError } from './problems.ts'

/**
 * What `branch=` of a request stands for: the ids of a place and of all that lie in it.
 * @throws ProblemError when there is no such place
 */
export function branchSites(sites: Sites, branch: string | undefined): { sites?: ReadonlySet<string> } {
  if (branch === undefined) return {}
  const ids = sites.branch(branch)
  if (ids === undefined) throw new ProblemError('invalid-request', `branch: there is no place "${branch}"`)
  return { sites: ids }
}
