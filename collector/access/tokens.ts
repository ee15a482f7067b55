import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody can guess, for cookies and keys. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a token: whoever reads the database cannot use it. Random as it is, one round is enough. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
