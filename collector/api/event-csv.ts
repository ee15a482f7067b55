/** Events as rows of CSV (RFC 4180). Pure. */
import type { EventRecord } from '../../wire/rest.ts'

type Cell = string | number | boolean | undefined

/** Times are ISO 8601 in UTC; what people look at lies first. */
const columns: readonly (readonly [name: string, cell: (event: EventRecord) => Cell])[] = [
  ['startAt', ({ startAt }) => isoOf(startAt)],
  ['endAt', ({ endAt }) => isoOf(endAt)],
  ['site', ({ site }) => site],
  ['agent', ({ agent }) => agent],
  ['camera', ({ camera }) => camera],
  ['type', ({ type }) => type],
  ['severity', ({ severity }) => severity],
  ['class', (event) => event.class],
  ['vehicleType', ({ vehicleType }) => vehicleType],
  ['score', ({ score }) => score],
  ['rule', ({ rule }) => rule],
  ['zone', ({ zone }) => zone],
  ['line', ({ line }) => line],
  ['direction', ({ direction }) => direction],
  ['dwellMs', ({ dwellMs }) => dwellMs],
  ['speedKmh', ({ speed }) => speed?.kmh],
  ['speedErrorKmh', ({ speed }) => speed?.errorKmh],
  ['count', ({ count }) => count],
  ['reason', ({ reason }) => reason],
  ['cause', ({ cause }) => cause],
  ['phase', ({ phase }) => phase],
  ['clock', ({ clock }) => clock],
  ['timing', ({ timing }) => timing],
  ['receivedAt', ({ receivedAt }) => isoOf(receivedAt)],
  ['replayed', ({ replayed }) => replayed],
  ['snapshot', ({ snapshot }) => snapshot],
  ['clip', ({ clip }) => clip?.sha256],
  ['model', ({ model }) => model],
  ['config', ({ config }) => config],
  ['id', ({ id }) => id],
]

export const csvHead = rowOf(columns.map(([name]) => name))

export function csvRow(event: EventRecord): string {
  return rowOf(columns.map(([, cell]) => cell(event)))
}

function rowOf(cells: readonly Cell[]): string {
  return `${cells.map(textOf).join(',')}\r\n`
}

/** A word that a spreadsheet would take for a formula is made one that it shows as it is: with an apostrophe before it. */
function textOf(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  const safe = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function isoOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString()
}
