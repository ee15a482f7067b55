/** The filters of the event list, and where its pages begin. */

export type EventFilter = {
  /** Epoch ms; events that started at it or later. */
  readonly from?: number
  /** Epoch ms; events that started before it. */
  readonly to?: number
  /** Any of these. */
  readonly sites?: ReadonlySet<string>
  readonly site?: string
  readonly agent?: string
  readonly camera?: string
  readonly type?: string
  readonly class?: string
  readonly rule?: string
  readonly minScore?: number
  /** true: events that last; false: events that are over. */
  readonly open?: boolean
}

/** The last event of a page: the next page begins after it. Rows are never renumbered, so it holds while others come. */
export type Position = { readonly startAt: number; readonly n: number }

/** Opaque to those who pass it on. */
export function encodeCursor({ startAt, n }: Position): string {
  return Buffer.from(`${startAt}.${n}`).toString('base64url')
}

/** @returns undefined when it is not a cursor of ours */
export function decodeCursor(cursor: string): Position | undefined {
  const [, startAt, n] = /^(\d{1,16})\.(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  return startAt === undefined || n === undefined ? undefined : { startAt: Number(startAt), n: Number(n) }
}

export type Sql = { readonly text: string; readonly values: readonly (string | number)[] }

/** What a record is read from: itself, or the messages of the event, of which the first lies with it. */
export const recordColumns =
  'n, last_boot, last_seq, record, first, received_at, (SELECT site FROM agent WHERE agent.agent_id = event.agent_id) AS site'

/**
 * The statement for one page, newest first. Which index it goes through is decided here and not left to the planner: it
 * has no statistics, and would rather sort a million rows than walk the right index backwards.
 * @param agentIds the agents that can have such events, when the filter says so; one ordered walk each, merged
 */
export function pageSql(
  filter: EventFilter,
  agentIds: readonly number[] | undefined,
  after: Position | undefined,
  limit: number,
): Sql {
  const conditions = [...conditionsOf(filter), ...(after === undefined ? [] : [afterCondition(after)])]
  const walk = (index: string, more: readonly Condition[] = []): Sql => {
    const all = [...more, ...conditions]
    const where = all.length === 0 ? '' : ` WHERE ${all.map(({ text }) => text).join(' AND ')}`
    return {
      text: `SELECT start_at, ${recordColumns} FROM event INDEXED BY ${index}${where} ORDER BY start_at DESC, n DESC LIMIT ${limit}`,
      values: all.flatMap(({ values }) => values),
    }
  }
  if (filter.open === true) return walk('event_open', agentIds === undefined ? [] : [inAgents(agentIds)])
  if (agentIds === undefined) return walk(indexFor(filter))
  if (agentIds.length > maxWalks) return walk(indexFor(filter), [inAgents(agentIds)])
  const walks = agentIds.map((id) => walk('event_by_agent', [{ text: 'agent_id = ?', values: [id] }]))
  return {
    text: `SELECT * FROM (${walks.map(({ text }) => `SELECT * FROM (${text})`).join(' UNION ALL ')}) ORDER BY start_at DESC, n DESC LIMIT ${limit}`,
    values: walks.flatMap(({ values }) => values),
  }
}

/** Beyond so many agents their events are dense enough among all to be found by walking those. */
const maxWalks = 64

type Condition = { readonly text: string; readonly values: readonly (string | number)[] }

function conditionsOf(filter: EventFilter): Condition[] {
  const { from, to, minScore, open } = filter
  const equal = (['camera', 'type', 'class', 'rule'] as const).flatMap((column) => {
    const value = filter[column]
    return value === undefined ? [] : [{ text: `${column} = ?`, values: [value] }]
  })
  return [
    ...equal,
    ...(from === undefined ? [] : [{ text: 'start_at >= ?', values: [from] }]),
    ...(to === undefined ? [] : [{ text: 'start_at < ?', values: [to] }]),
    ...(minScore === undefined ? [] : [{ text: 'score >= ?', values: [minScore] }]),
    ...(open === undefined ? [] : [{ text: `end_at IS ${open ? '' : 'NOT '}NULL`, values: [] }]),
  ]
}

function afterCondition({ startAt, n }: Position): Condition {
  return { text: '(start_at, n) < (?, ?)', values: [startAt, n] }
}

function inAgents(agentIds: readonly number[]): Condition {
  return { text: `agent_id IN (${agentIds.join(', ')})`, values: [] }
}

function indexFor(filter: EventFilter): string {
  if (filter.class !== undefined) return 'event_by_class'
  if (filter.type !== undefined) return 'event_by_type'
  return 'event_by_start'
}
