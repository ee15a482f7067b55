/** Cameras, agents and sites that a question names, as the cheapest set of words that says the same. Pure but for the words. */
import type { EventFilter } from '../query/event-filter.ts'
import type { Segments } from './segments.ts'

/** A camera with the words of it and of what it belongs to. */
export type View = {
  readonly term: number
  readonly site: string
  readonly agent: string
  readonly camera: string
}

export type PlaceCondition = {
  /** 1 at the number of each `view` that is meant. */
  readonly listed: Uint8Array
  /** The same events have one of these words, or, turned round, none of them. */
  readonly cover: ReadonlySet<number>
  readonly isExcluded: boolean
}

export type Places = {
  /** @returns 'all' where nothing is left out, 'none' where nothing is left */
  conditionOf(isMeant: (view: View) => boolean): PlaceCondition | 'all' | 'none'
}

const fields = ['site', 'agent', 'camera'] as const

export function createPlaces(words: Pick<Segments, 'wordsOf' | 'termOf'>): Places {
  let views: View[] = []
  const all = (): readonly View[] => {
    const known = words.wordsOf('view')
    if (known.size > views.length) views = [...known].map(([word, term]) => viewOf(word, term))
    return views
  }
  return {
    conditionOf(isMeant) {
      const meant = all().filter(isMeant)
      if (meant.length === 0) return 'none'
      if (meant.length === all().length) return 'all'
      const listed = new Uint8Array(Math.max(...meant.map(({ term }) => term)) + 1)
      for (const { term } of meant) listed[term] = 1
      const others = all().filter(({ term }) => listed[term] !== 1)
      const inside = coverOf(meant, others, words)
      const outside = coverOf(others, meant, words)
      const isExcluded = outside.size < inside.size
      return { listed, cover: isExcluded ? outside : inside, isExcluded }
    },
  }
}

/** The fewest words that all of some views have and none of the others. */
function coverOf(meant: readonly View[], others: readonly View[], words: Pick<Segments, 'termOf'>): Set<number> {
  let cover = new Set(meant.map(({ term }) => term))
  for (const field of fields) {
    const names = new Set(meant.map((view) => view[field]))
    if (names.size >= cover.size || others.some((view) => names.has(view[field]))) continue
    cover = new Set([...names].flatMap((name) => words.termOf(field, name) ?? []))
  }
  return cover
}

/** @returns undefined when the filter names no place */
export function placesIn({ sites, site, agent, camera }: EventFilter): ((view: View) => boolean) | undefined {
  if (sites === undefined && site === undefined && agent === undefined && camera === undefined) return undefined
  return (view) =>
    sites?.has(view.site) !== false &&
    site?.includes(view.site) !== false &&
    agent?.includes(view.agent) !== false &&
    camera?.includes(view.camera) !== false
}

/** Names have no slash in them. */
function viewOf(word: string, term: number): View {
  const [site = '', agent = '', camera = ''] = word.split('/')
  return { term, site, agent, camera }
}
