import { randomInt } from 'node:crypto'

/** Crockford's letters: none is taken for another. Five bits each. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A code that people read to each other and type: groups of five letters, 25 bits each. */
export function newCode(groups: number): string {
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
  return Array.from({ length: groups }, group).join('-')
}

/** A code however it was typed. */
export function canonicalCode(code: string): string {
  return code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
}
