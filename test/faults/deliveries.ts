import { clocks } from './clock.ts'
import { agentDiskFull, collectorDiskFull } from './disk.ts'
import { killsEmbedded, killsMedia, killsMosquitto } from './kills.ts'
import type { Line, Row, Table } from './line.ts'
import { backlog, cuts, delay, halfOpen, loss } from './link.ts'
import { redelivery } from './redelivery.ts'
import { emptyBroker, oldBackup } from './replaced.ts'
import type { Outcome, Scenario } from './scenario.ts'
import { damagedOutbox, tornWrites } from './torn.ts'
import { twins } from './twins.ts'

const scenarios: readonly Scenario[] = [
  ...[killsEmbedded, killsMosquitto, killsMedia, redelivery],
  ...[cuts, backlog, loss, delay, halfOpen],
  ...[agentDiskFull, collectorDiskFull, tornWrites, damagedOutbox],
  ...[clocks, emptyBroker, oldBackup, twins],
]

/** What becomes of events on their way from the outbox to the store. */
export const deliveries: Table = {
  columns: [...['committed', 'stored', 'came again', 'missing', 'doubled', 'out of order', 'undeclared', 'declared']],
  lines: scenarios.map(
    (scenario): Line => ({
      ...scenario,
      run: async (seed, scale, progress) => rowOf(await scenario.run(seed, scale, progress)),
    }),
  ),
}

function rowOf(outcome: Outcome): Row {
  const { committed, stored, redelivered, missing, doubled, disordered, undeclared, declared } = outcome
  const figures = [committed, stored, redelivered, missing, doubled, disordered, undeclared, declared]
  return {
    done: outcome.done,
    cells: figures.map((figure) => figure.toLocaleString('en')),
    complaints: outcome.complaints,
    isGood: missing + doubled + disordered + undeclared === 0,
  }
}
