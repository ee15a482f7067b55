import { randomInt } from 'node:crypto'
import { codeLetters } from '../../wire/enrolment-code.ts'

/** A code that people read to each other and type: groups of five letters, 25 bits each. */
export function newCode(groups: number): string {
  const group = () => Array.from({ length: 5 }, () => codeLetters[randomInt(codeLetters.length)]).join('')
  return Array.from({ length: groups }, group).join('-')
}
