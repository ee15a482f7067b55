/** Events that are in no segment, in columns: to look at a hundred thousand of them must not take milliseconds. */
import { type Facts, fields, measures } from './facts.ts'

export type Loose = {
  readonly size: number
  has(n: number): boolean
  set(facts: Facts): void
  delete(n: number): void
  /** Their numbers, ascending. */
  numbers(): number[]
  facts(n: number): Facts
  /** Row by row; a row is valid until something is set or deleted. */
  readonly startAt: Float64Array
  readonly n: Float64Array
  /** `fields.length` for each row. */
  readonly terms: Uint32Array
  /** `measures.length` for each row. */
  readonly measures: Float64Array
}

const firstRows = 1_024

export function createLoose(): Loose {
  const rowOf = new Map<number, number>()
  let capacity = firstRows
  let startAt = new Float64Array(capacity)
  let n = new Float64Array(capacity)
  let terms = new Uint32Array(capacity * fields.length)
  let values = new Float64Array(capacity * measures.length)

  const grow = (): void => {
    capacity *= 2
    startAt = copied(startAt, new Float64Array(capacity))
    n = copied(n, new Float64Array(capacity))
    terms = copied(terms, new Uint32Array(capacity * fields.length))
    values = copied(values, new Float64Array(capacity * measures.length))
  }

  return {
    get size() {
      return rowOf.size
    },
    get startAt() {
      return startAt
    },
    get n() {
      return n
    },
    get terms() {
      return terms
    },
    get measures() {
      return values
    },
    has: (number) => rowOf.has(number),
    numbers: () => [...rowOf.keys()].sort((a, b) => a - b),
    set(facts) {
      const row = rowOf.get(facts.n) ?? rowOf.size
      if (row === capacity) grow()
      rowOf.set(facts.n, row)
      n[row] = facts.n
      startAt[row] = facts.startAt
      terms.set(facts.terms, row * fields.length)
      values.set(facts.measures, row * measures.length)
    },
    // The last row takes the place of the one that goes.
    delete(number) {
      const row = rowOf.get(number)
      if (row === undefined) return
      rowOf.delete(number)
      const last = rowOf.size
      if (row === last) return
      n[row] = n[last] as number
      startAt[row] = startAt[last] as number
      terms.copyWithin(row * fields.length, last * fields.length, (last + 1) * fields.length)
      values.copyWithin(row * measures.length, last * measures.length, (last + 1) * measures.length)
      rowOf.set(n[row], row)
    },
    facts(number) {
      const row = rowOf.get(number)
      if (row === undefined) throw new Error(`search: event ${number} is not among the loose`)
      return {
        n: number,
        startAt: startAt[row] as number,
        terms: [...terms.subarray(row * fields.length, (row + 1) * fields.length)],
        measures: [...values.subarray(row * measures.length, (row + 1) * measures.length)],
      }
    },
  }
}

function copied<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from)
  return to
}
