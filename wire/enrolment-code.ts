/** Codes that people read to each other and type: how they are written, and what the one for a box holds. */

/** Crockford's letters: none is taken for another. Five bits each. */
export const codeLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const groupLetters = 5
/** 75 bits, of which nobody guesses one in the days that a code is good. */
export const secretGroups = 3
/** 100 bits: nobody makes another certificate that begins so, in all the years that an authority lasts. */
const fingerprintGroups = 4
const secretLetters = secretGroups * groupLetters
const fingerprintLetters = fingerprintGroups * groupLetters

/** A code however it was typed. */
export function canonicalCode(code: string): string {
  return code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
}

/** What a box is to know its collector by. @param sha256 of the bytes of the certificate of its authority, 32 of them */
export function fingerprintOf(sha256: Uint8Array): string {
  const bits = [...sha256].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return Array.from(
    { length: fingerprintLetters },
    (_, index) => codeLetters[parseInt(bits.slice(index * 5, index * 5 + 5), 2)],
  ).join('')
}

/** The code for a box, as it is given out. @param secret in groups @param fingerprint without them */
export function joinCode(secret: string, fingerprint: string | undefined): string {
  if (fingerprint === undefined) return secret
  return [secret, ...(fingerprint.match(/.{5}/g) ?? [])].join('-')
}

export type CodeParts = {
  /** What is good once; it alone goes to the collector. */
  readonly secret: string
  /** Of the authority that the collector is certified by; without it the box trusts whom its system trusts. */
  readonly fingerprint?: string
  /** A code with a fingerprint of which letters are missing or too many. */
  readonly isMistyped?: true
}

/** The code for a box, as it was typed. */
export function splitCode(code: string): CodeParts {
  const letters = canonicalCode(code)
  if (letters.length <= secretLetters) return { secret: letters }
  const secret = letters.slice(0, secretLetters)
  const fingerprint = letters.slice(secretLetters)
  return fingerprint.length === fingerprintLetters ? { secret, fingerprint } : { secret, isMistyped: true }
}
