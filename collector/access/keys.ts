import { randomBytes } from 'node:crypto'
import type { KeyFacts, KeyRecord, NewKey } from '../../wire/access.ts'
import type { KeyRows } from '../store/api-keys.ts'
import { AccessError } from './access-error.ts'
import { type BranchOf, type Caller, isWithin, placesFor, type Right } from './rights.ts'
import { hashToken, newToken } from './tokens.ts'

/** Keys of programs: `wp_` and 256 bits, of which only a hash is kept. */
export type Keys = {
  /** Those that hold no more than `rights` allow. */
  list(rights: readonly Right[]): KeyRecord[]
  /**
   * @param rights of the one who makes it: nobody gives more than that
   * @throws AccessError
   */
  add(facts: KeyFacts, createdBy: string, rights: readonly Right[]): NewKey
  /**
   * A key that is revoked stays in the list.
   * @throws AccessError
   */
  revoke(id: string, rights: readonly Right[]): KeyRecord
  /** Whose token it is; undefined when it is none, revoked or expired. Notes when it was used, to the minute. */
  verify(token: string): Caller | undefined
}

const tokenStart = 'wp_'
const noteEveryMs = 60_000

export function createKeys(rows: KeyRows, branchOf: BranchOf, now: () => number): Keys {
  const isCovered = ({ scopes, branch }: KeyFacts, rights: readonly Right[]): boolean =>
    scopes.every((scope) => {
      const places = placesFor(rights, scope, branchOf)
      return places !== undefined && isWithin(branch, places)
    })

  return {
    list: (rights) => rows.list().filter((key) => isCovered(key, rights)),
    add(facts, createdBy, rights) {
      if (!isCovered(facts, rights))
        throw new AccessError('forbidden', 'scopes: you cannot give a key more than you may do yourself in its branch')
      if (facts.expiresAt !== undefined && facts.expiresAt <= now())
        throw new AccessError('forbidden', 'expiresAt: it has passed already')
      const token = `${tokenStart}${newToken()}`
      const id = randomBytes(6).toString('hex')
      rows.add(id, hashToken(token), facts, createdBy, now())
      return { token, key: rows.find(id) ?? never(id) }
    },
    revoke(id, rights) {
      const key = rows.find(id)
      if (key === undefined || !isCovered(key, rights)) throw new AccessError('not-found', `there is no key "${id}"`)
      rows.revoke(id, now())
      return rows.find(id) ?? never(id)
    },
    verify(token) {
      if (!token.startsWith(tokenStart)) return undefined
      const key = rows.findByHash(hashToken(token))
      const at = now()
      if (key === undefined || key.revokedAt !== undefined || at >= (key.expiresAt ?? Number.POSITIVE_INFINITY))
        return undefined
      if (at - (key.lastUsedAt ?? 0) >= noteEveryMs) rows.touch(key.id, at)
      const { id, scopes, branch } = key
      return { kind: 'key', name: id, rights: [{ permissions: scopes, ...(branch !== undefined && { branch }) }] }
    },
  }
}

function never(id: string): never {
  throw new Error(`keys: ${id} was stored and is not there`)
}
