/** Who listens to what: knows the receivers of a topic without asking the broker's routing, which costs more than sending. */
export type Audience<Client> = {
  subscribe(client: Client, filters: readonly string[]): void
  unsubscribe(client: Client, filters: readonly string[]): void
  leave(client: Client): void
  /** Those that subscribe to exactly this topic; undefined when a filter with wildcards matches it too. */
  of(topic: string): ReadonlySet<Client> | undefined
}

const maxRemembered = 50_000

export function createAudience<Client>(): Audience<Client> {
  const filtersOf = new Map<Client, Set<string>>()
  const exact = new Map<string, Set<Client>>()
  const wild = new Map<string, number>()
  /** Whether any filter with wildcards matches a topic: agents publish on the same few again and again. */
  const matched = new Map<string, boolean>()
  const nobody: ReadonlySet<Client> = new Set()

  const add = (client: Client, filter: string): void => {
    if (isWild(filter)) {
      wild.set(filter, (wild.get(filter) ?? 0) + 1)
      matched.clear()
    } else {
      const clients = exact.get(filter) ?? new Set()
      exact.set(filter, clients.add(client))
    }
  }

  const remove = (client: Client, filter: string): void => {
    if (isWild(filter)) {
      const left = (wild.get(filter) ?? 1) - 1
      if (left > 0) wild.set(filter, left)
      else wild.delete(filter)
      matched.clear()
    } else {
      const clients = exact.get(filter)
      clients?.delete(client)
      if (clients?.size === 0) exact.delete(filter)
    }
  }

  const isMatched = (topic: string): boolean => {
    const known = matched.get(topic)
    if (known !== undefined) return known
    if (matched.size >= maxRemembered) matched.clear()
    const found = [...wild.keys()].some((filter) => filterMatches(filter, topic))
    matched.set(topic, found)
    return found
  }

  return {
    subscribe(client, filters) {
      const own = filtersOf.get(client) ?? new Set()
      filtersOf.set(client, own)
      for (const filter of filters) {
        if (own.has(filter)) continue
        own.add(filter)
        add(client, filter)
      }
    },
    unsubscribe(client, filters) {
      const own = filtersOf.get(client)
      for (const filter of filters) if (own?.delete(filter)) remove(client, filter)
    },
    leave(client) {
      for (const filter of filtersOf.get(client) ?? []) remove(client, filter)
      filtersOf.delete(client)
    },
    of: (topic) => (isMatched(topic) ? undefined : (exact.get(topic) ?? nobody)),
  }
}

function isWild(filter: string): boolean {
  return filter.includes('+') || filter.includes('#') || filter.startsWith('$')
}

/** MQTT 3.1.1, section 4.7. Shared subscriptions, which begin with a `$`, are taken to match everything. */
export function filterMatches(filter: string, topic: string): boolean {
  if (filter.startsWith('$')) return true
  const wanted = filter.split('/')
  const levels = topic.split('/')
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true
    if (index >= levels.length || (level !== '+' && level !== levels[index])) return false
  }
  return wanted.length === levels.length
}
