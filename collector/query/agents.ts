import type { Database } from 'better-sqlite3'
import type { Birth } from '../../wire/birth.ts'
import type { Health } from '../../wire/health.ts'
import type { AgentRecord, AgentStatus } from '../../wire/rest.ts'
import type { AgentState } from '../../wire/state.ts'
import type { AgentIdentity } from '../../wire/topics.ts'
import { type AgentTimes, agentRecord, agentStatus, type Judgement, type Knowledge } from './agent-record.ts'
import { createLedgerQuery } from './ledger.ts'

export type AgentStanding = AgentIdentity & { readonly status: AgentStatus }

export type AgentQuery = {
  /** All agents, by site and name. */
  list(now: number): AgentRecord[]
  find(identity: AgentIdentity, now: number): AgentRecord | undefined
  /** The sites that agents name. */
  sites(): string[]
  /** Only how they stand: cheap enough to ask every second. */
  standings(now: number): AgentStanding[]
  /** How many of them stand how. */
  counts(now: number): Record<AgentStatus, number>
}

export type AgentQueryOptions = Omit<Judgement, 'now'> & {
  /** An earlier database was damaged: what agents sent before is missing. */
  readonly isRestart: boolean
}

type TimesRow = {
  site: string
  agent: string
  state: AgentState['state'] | null
  state_received_at: number | null
  birth_received_at: number | null
  health_received_at: number | null
}

type AgentRow = TimesRow & { agent_id: number; last_seen_at: number; birth: string | null; health: string | null }

const timesColumns = 'site, agent, state, state_received_at, birth_received_at, health_received_at'
const allColumns = `${timesColumns}, agent_id, birth, health, last_seen_at`
const allTables = 'agent JOIN ledger USING (agent_id)'

export function createAgentQuery(reader: Database, options: AgentQueryOptions): AgentQuery {
  const listTimes = reader.prepare<[], TimesRow>(`SELECT ${timesColumns} FROM agent`)
  const listAll = reader.prepare<[], AgentRow>(`SELECT ${allColumns} FROM ${allTables} ORDER BY site, agent`)
  const findOne = reader.prepare<[string, string], AgentRow>(
    `SELECT ${allColumns} FROM ${allTables} WHERE site = ? AND agent = ?`,
  )
  const listSites = reader.prepare<[], string>('SELECT DISTINCT site FROM agent ORDER BY site').pluck()
  const deliveryOf = createLedgerQuery(reader, options.isRestart)
  const toRecord = (row: AgentRow, now: number): AgentRecord =>
    agentRecord({ ...knowledge(row), delivery: deliveryOf(row.agent_id) }, { ...options, now })
  const standings: AgentQuery['standings'] = (now) =>
    listTimes.all().map((row) => ({
      site: row.site,
      agent: row.agent,
      status: agentStatus(times(row), { ...options, now }),
    }))

  return {
    list: (now) => listAll.all().map((row) => toRecord(row, now)),
    sites: () => listSites.all(),
    find({ site, agent }, now) {
      const row = findOne.get(site, agent)
      return row === undefined ? undefined : toRecord(row, now)
    },
    standings,
    counts(now) {
      const counts: Record<AgentStatus, number> = { online: 0, silent: 0, offline: 0, unknown: 0 }
      for (const { status } of standings(now)) counts[status] += 1
      return counts
    },
  }
}

function knowledge(row: AgentRow): Omit<Knowledge, 'delivery'> {
  return {
    ...times(row),
    site: row.site,
    agent: row.agent,
    lastSeenAt: row.last_seen_at,
    birth: row.birth === null ? undefined : (JSON.parse(row.birth) as Birth),
    health: row.health === null ? undefined : (JSON.parse(row.health) as Health),
  }
}

function times(row: TimesRow): AgentTimes {
  return {
    state: row.state ?? undefined,
    stateReceivedAt: row.state_received_at ?? undefined,
    birthReceivedAt: row.birth_received_at ?? undefined,
    healthReceivedAt: row.health_received_at ?? undefined,
  }
}
