/** A row and a column that belong together. */
type Pair = readonly [row: number, column: number]

/**
 * Optimal assignment of rows to columns: the pairs with the least total cost, where leaving a row alone costs `limit`, so
 * that no pair of `limit` or more is made. Shortest augmenting paths (Jonker and Volgenant 1987), O(rows² × columns).
 * @param costs finite or Infinity, every row equally long
 */
export function assign(costs: readonly (readonly number[])[], limit: number): Pair[] {
  const rows = costs.length
  const columns = costs[0]?.length ?? 0
  if (columns === 0) return []
  if (rows > columns) return assign(transpose(costs, columns), limit).map(([row, column]) => [column, row])
  // A pair at `limit` stands for "both alone": with it the rows can always be filled, and the optimum stays the same.
  const capped = costs.map((row) => row.map((cost) => Math.min(cost, limit)))
  return augmentRows(capped, columns)
    .map((row, column): Pair => [row, column])
    .filter(([row, column]) => row >= 0 && costAt(costs, row, column) < limit)
    .sort(([a], [b]) => a - b)
}

/** @returns the row of each column, -1 where it has none */
function augmentRows(costs: readonly (readonly number[])[], columns: number): number[] {
  const rowOf = new Array<number>(columns).fill(-1)
  const rowPrice = new Array<number>(costs.length).fill(0)
  const columnPrice = new Array<number>(columns).fill(0)
  for (let row = 0; row < costs.length; row++) augment(costs, row, rowOf, rowPrice, columnPrice)
  return rowOf
}

/** Finds the cheapest path from `start` to a free column, keeps the prices dual feasible, and flips the pairs along the path. */
function augment(
  costs: readonly (readonly number[])[],
  start: number,
  rowOf: number[],
  rowPrice: number[],
  columnPrice: number[],
): void {
  const columns = rowOf.length
  const distance = new Array<number>(columns).fill(Infinity)
  const cameFromRow = new Array<number>(columns).fill(-1)
  const done = new Array<boolean>(columns).fill(false)
  let row = start
  let reached = 0
  let sink = -1
  while (sink < 0) {
    relax(row, reached)
    const next = nearest(distance, done)
    done[next] = true
    reached = distance[next] ?? Infinity
    const owner = rowOf[next] ?? -1
    if (owner < 0) sink = next
    else row = owner
  }
  reprice()
  flip(sink)

  function relax(from: number, base: number): void {
    for (let column = 0; column < columns; column++) {
      if (done[column] === true) continue
      const reduced = costAt(costs, from, column) - (rowPrice[from] ?? 0) - (columnPrice[column] ?? 0)
      if (base + reduced >= (distance[column] ?? Infinity)) continue
      distance[column] = base + reduced
      cameFromRow[column] = from
    }
  }

  function reprice(): void {
    rowPrice[start] = (rowPrice[start] ?? 0) + reached
    for (let column = 0; column < columns; column++) {
      if (done[column] !== true) continue
      const slack = reached - (distance[column] ?? 0)
      columnPrice[column] = (columnPrice[column] ?? 0) - slack
      const owner = rowOf[column] ?? -1
      if (owner >= 0) rowPrice[owner] = (rowPrice[owner] ?? 0) + slack
    }
  }

  function flip(end: number): void {
    let column = end
    for (;;) {
      const from = cameFromRow[column] ?? start
      const previous = rowOf.indexOf(from)
      rowOf[column] = from
      if (from === start) return
      column = previous
    }
  }
}

function nearest(distance: readonly number[], done: readonly boolean[]): number {
  let best = -1
  for (let column = 0; column < distance.length; column++) {
    if (done[column] === true) continue
    if (best < 0 || (distance[column] ?? Infinity) < (distance[best] ?? Infinity)) best = column
  }
  return best
}

function transpose(costs: readonly (readonly number[])[], columns: number): number[][] {
  return Array.from({ length: columns }, (_, column) => costs.map((row) => row[column] ?? Infinity))
}

function costAt(costs: readonly (readonly number[])[], row: number, column: number): number {
  return costs[row]?.[column] ?? Infinity
}
