/**
 * The file of the search: events in segments of up to 65,536, each sorted by time, never changed but for which of its
 * events count no more. Everything in it can be made again from the events.
 */
import type { Database } from 'better-sqlite3'
import { decodeNumbers, encodeNumbers } from '../store/changes.ts'
import {
  addEncoded,
  aligned,
  type Bits,
  countBetween,
  emptyBits,
  encodeBits,
  encodePositions,
  segmentSize,
} from './bits.ts'
import { type Facts, type Field, fields, measures } from './facts.ts'

/** Positions whose values lie together: a reader of one value reads so many. */
export const chunkSize = 4_096
const chunksPerSegment = segmentSize / chunkSize
const maxSegments = 2 ** 21

export type Segment = {
  readonly id: number
  readonly count: number
  readonly minN: number
  readonly maxN: number
  /** When the first event of each chunk began, and the last of all. */
  readonly marks: Float64Array
  /** How many of its events have a word, those that count no more among them. */
  countOf(term: number): number
  /** Events that count no more: they changed since, or were deleted. */
  dead: Bits | undefined
}

/** `view` is the number of the word: for so many cameras that to unite their lists would cost more. */
export const columns = ['startAt', 'n', 'view', ...measures] as const
export type Column = (typeof columns)[number]

const columnTypes = {
  startAt: Float64Array,
  n: Float64Array,
  view: Uint32Array,
  score: Uint16Array,
  speed: Uint16Array,
  duration: Uint32Array,
  dwell: Uint32Array,
} as const
export type Chunk = Float64Array | Uint32Array | Uint16Array

export type Position = {
  /** Everything up to it is in a segment, or among `loose`. */
  readonly sealedTo: number
  /** The newest change that is taken account of. */
  readonly changesTo: number
  /** Events up to `sealedTo` that are in no segment. */
  readonly loose: readonly number[]
}

export type Segments = {
  /** Those whose last event began last come first. */
  list(): readonly Segment[]
  /** The number of a word; undefined when no event ever had it. */
  termOf(field: Field, word: string): number | undefined
  /** The same, with a new number for a new word. */
  addTerm(field: Field, word: string): number
  wordsOf(field: Field): ReadonlyMap<string, number>
  /** Adds the positions of events with a word. @returns whether there are any */
  addPostings(bits: Bits, term: number, segment: Segment): boolean
  /** Values of a column from `chunk * chunkSize` on; undefined when no event there has one. */
  chunk(segment: Segment, column: Column, chunk: number): Chunk | undefined
  /** Writes a segment. @param facts 1 to 65,536 */
  seal(facts: readonly Facts[]): void
  drop(segment: Segment): void
  position(): Position | undefined
  /** Keeps how far it is, and which events of segments count no more. */
  save(position: Position): void
  transaction<T>(change: () => T): T
}

export const schema = `
  CREATE TABLE origin (one INTEGER PRIMARY KEY CHECK (one = 1), identity TEXT NOT NULL);
  CREATE TABLE position (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sealed_to INTEGER NOT NULL,
    changes_to INTEGER NOT NULL,
    loose BLOB NOT NULL
  );
  CREATE TABLE term (id INTEGER PRIMARY KEY, field TEXT NOT NULL, word TEXT NOT NULL);
  CREATE TABLE segment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    count INTEGER NOT NULL,
    min_n INTEGER NOT NULL,
    max_n INTEGER NOT NULL,
    marks BLOB NOT NULL,
    terms BLOB NOT NULL,
    counts BLOB NOT NULL,
    dead BLOB
  );
  CREATE TABLE posting (key INTEGER PRIMARY KEY, positions BLOB NOT NULL);
  CREATE TABLE chunk (key INTEGER PRIMARY KEY, numbers BLOB NOT NULL);`

export function createSegments(db: Database): Segments {
  const terms = createTerms(db)
  const listAll = db.prepare<[], SegmentRow>('SELECT id, count, min_n, max_n, marks, terms, counts, dead FROM segment')
  const insert = db.prepare('INSERT INTO segment (count, min_n, max_n, marks, terms, counts) VALUES (?, ?, ?, ?, ?, ?)')
  const termsIn = db.prepare<[number], Buffer>('SELECT terms FROM segment WHERE id = ?').pluck()
  const remove = db.prepare('DELETE FROM segment WHERE id = ?')
  const bury = db.prepare('UPDATE segment SET dead = ? WHERE id = ?')
  const addPosting = db.prepare('INSERT INTO posting VALUES (?, ?)')
  const findPosting = db.prepare<[number], Buffer>('SELECT positions FROM posting WHERE key = ?').pluck()
  const removePosting = db.prepare('DELETE FROM posting WHERE key = ?')
  const addChunk = db.prepare('INSERT INTO chunk VALUES (?, ?)')
  const findChunk = db.prepare<[number], Buffer>('SELECT numbers FROM chunk WHERE key = ?').pluck()
  const removeChunks = db.prepare('DELETE FROM chunk WHERE key BETWEEN ? AND ?')
  const findPosition = db.prepare<[], PositionRow>('SELECT sealed_to, changes_to, loose FROM position')
  const keepPosition = db.prepare('INSERT OR REPLACE INTO position VALUES (1, ?, ?, ?)')
  let segments = inOrder(listAll.all().map(toSegment))

  const writeChunks = (id: number, facts: readonly Facts[]): void => {
    for (let chunk = 0; chunk * chunkSize < facts.length; chunk++) {
      const part = facts.slice(chunk * chunkSize, (chunk + 1) * chunkSize)
      for (const column of columns) {
        const numbers = valuesOf(part, column)
        if (numbers !== undefined) addChunk.run(chunkKey(id, column, chunk), bytesOf(numbers))
      }
    }
  }

  return {
    list: () => segments,
    ...terms,
    addPostings(bits, term, { id }) {
      const found = findPosting.get(postingKey(term, id))
      if (found === undefined) return false
      addEncoded(bits, found)
      return true
    },
    chunk(segment, column, chunk) {
      const found = findChunk.get(chunkKey(segment.id, column, chunk))
      return found === undefined ? undefined : aligned<Chunk>(found, columnTypes[column])
    },
    seal(unsorted) {
      const facts = unsorted.toSorted((a, b) => a.startAt - b.startAt || a.n - b.n)
      const ns = facts.map(({ n }) => n).sort((a, b) => a - b)
      const [count, minN, maxN, marks] = [facts.length, ns[0] ?? 0, ns.at(-1) ?? 0, marksOf(facts)]
      const positions = positionsByTerm(facts)
      const terms = [...positions.keys()].sort((a, b) => a - b)
      const counts = terms.map((term) => positions.get(term)?.length ?? 0)
      const written = [encodeNumbers(marks), encodeNumbers(terms), encodeNumbers(counts)]
      const id = Number(insert.run(count, minN, maxN, ...written).lastInsertRowid)
      if (id >= maxSegments) throw new Error('search: there are too many segments; remove search.db and start again')
      for (const [term, at] of positions) addPosting.run(postingKey(term, id), encodePositions(at))
      writeChunks(id, facts)
      const countOf = createCounts(Float64Array.from(terms), Float64Array.from(counts))
      const segment = { id, count, minN, maxN, marks: Float64Array.from(marks), countOf, dead: undefined }
      segments = inOrder([...segments, segment])
    },
    drop({ id }) {
      const used = termsIn.get(id)
      if (used !== undefined) for (const term of decodeNumbers(used)) removePosting.run(postingKey(term, id))
      removeChunks.run(chunkKey(id, columns[0], 0), chunkKey(id + 1, columns[0], 0) - 1)
      remove.run(id)
      segments = segments.filter((segment) => segment.id !== id)
    },
    position() {
      const row = findPosition.get()
      if (row === undefined) return undefined
      return { sealedTo: row.sealed_to, changesTo: row.changes_to, loose: [...decodeNumbers(row.loose)] }
    },
    save({ sealedTo, changesTo, loose }) {
      for (const { id, dead } of segments) if (dead !== undefined) bury.run(encodeBits(dead), id)
      keepPosition.run(sealedTo, changesTo, encodeNumbers(loose))
    },
    transaction: (change) => db.transaction(change).immediate(),
  }
}

type SegmentRow = {
  id: number
  count: number
  min_n: number
  max_n: number
  marks: Buffer
  terms: Buffer
  counts: Buffer
  dead: Buffer | null
}
type PositionRow = { sealed_to: number; changes_to: number; loose: Buffer }

function toSegment({ id, count, min_n, max_n, marks, terms, counts, dead }: SegmentRow): Segment {
  const bits = dead === null ? undefined : emptyBits()
  if (bits !== undefined && dead !== null) addEncoded(bits, dead)
  const countOf = createCounts(decodeNumbers(terms), decodeNumbers(counts))
  return { id, count, minN: min_n, maxN: max_n, marks: decodeNumbers(marks), countOf, dead: bits }
}

/** @param terms ascending. A few kilobytes for each segment: they stay in memory. */
function createCounts(terms: Float64Array, counts: Float64Array): (term: number) => number {
  const [known, numbers] = [Uint32Array.from(terms), Uint32Array.from(counts)]
  return (term) => {
    const at = lowestFrom(known, term)
    return known[at] === term ? (numbers[at] as number) : 0
  }
}

/** The first place in ascending numbers that holds no less than one. */
export function lowestFrom(ascending: ArrayLike<number>, least: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] as number) < least) low = middle + 1
    else high = middle
  }
  return low
}

/** How many of its events count. */
export function livingIn({ count, dead }: Segment): number {
  return dead === undefined ? count : count - countBetween(dead, 0, count)
}

/** When the last of its events began. */
export function endOf({ marks }: Segment): number {
  return marks.at(-1) ?? 0
}

function inOrder(segments: readonly Segment[]): Segment[] {
  return segments.toSorted((a, b) => endOf(b) - endOf(a))
}

function createTerms(db: Database): Pick<Segments, 'termOf' | 'addTerm' | 'wordsOf'> {
  const insert = db.prepare('INSERT INTO term VALUES (?, ?, ?)')
  const known = new Map(fields.map((field) => [field, new Map<string, number>()]))
  const wordsOf = (field: Field): Map<string, number> => known.get(field) as Map<string, number>
  let last = 0
  for (const row of db.prepare<[], { id: number; field: Field; word: string }>('SELECT * FROM term').iterate()) {
    wordsOf(row.field).set(row.word, row.id)
    last = Math.max(last, row.id)
  }
  return {
    wordsOf,
    termOf: (field, word) => wordsOf(field).get(word),
    addTerm(field, word) {
      const before = wordsOf(field).get(word)
      if (before !== undefined) return before
      insert.run(++last, field, word)
      wordsOf(field).set(word, last)
      return last
    },
  }
}

function positionsByTerm(facts: readonly Facts[]): Map<number, number[]> {
  const positions = new Map<number, number[]>()
  for (const [position, { terms }] of facts.entries()) {
    for (const term of terms) {
      if (term === 0) continue
      const known = positions.get(term)
      if (known === undefined) positions.set(term, [position])
      else known.push(position)
    }
  }
  return positions
}

function marksOf(facts: readonly Facts[]): number[] {
  const marks = facts.filter((_, position) => position % chunkSize === 0).map(({ startAt }) => startAt)
  return [...marks, facts.at(-1)?.startAt ?? 0]
}

function valuesOf(facts: readonly Facts[], column: Column): Chunk | undefined {
  if (column === 'startAt' || column === 'n') return Float64Array.from(facts, (one) => one[column])
  if (column === 'view') return Uint32Array.from(facts, ({ terms }) => terms[fields.indexOf('view')] ?? 0)
  const index = measures.indexOf(column)
  const values = facts.map(({ measures: all }) => all[index] ?? -1)
  // -1 becomes the highest number of the type, which no measure reaches.
  return values.some((value) => value >= 0) ? columnTypes[column].from(values) : undefined
}

function bytesOf({ buffer, byteOffset, byteLength }: Chunk): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** Postings of one word lie together, whatever their segment. */
function postingKey(term: number, segment: number): number {
  return term * maxSegments + segment
}

function chunkKey(segment: number, column: Column, chunk: number): number {
  return (segment * columns.length + columns.indexOf(column)) * chunksPerSegment + chunk
}
