export type Point = readonly [x: number, y: number]

/** Cells of one row, `to` exclusive. */
export type Span = { readonly row: number; readonly from: number; readonly to: number }

type Stretch = readonly [from: number, to: number]

/**
 * The cells of a grid that a polygon reaches into, also with the smallest corner. Within a row of cells whatever is inside is
 * straight below an edge, or below a part of the row's upper border that is inside: so those two are together all of it.
 * @param polygon in cells, none of it left of or above the grid
 */
export function touchedSpans(polygon: readonly Point[], columns: number, rows: number): Span[] {
  const ys = polygon.map(([, y]) => y)
  const first = Math.max(0, Math.floor(Math.min(...ys)))
  const end = Math.min(rows, Math.ceil(Math.max(...ys)))
  const spans: Span[] = []
  for (let row = first; row < end; row += 1) {
    const touched = [...insideBelow(polygon, row), ...alongEdges(polygon, row)]
    const cells = touched.map(([from, to]): Stretch => [Math.floor(from), Math.min(columns, Math.ceil(to))])
    for (const [from, to] of merge(cells)) spans.push({ row, from, to })
  }
  return spans
}

/** What of a horizontal line has the inside right below it, by the even-odd rule. */
function insideBelow(polygon: readonly Point[], y: number): Stretch[] {
  const crossings = edgesOf(polygon)
    .filter(([[, y1], [, y2]]) => y1 <= y !== y2 <= y)
    .map(([[x1, y1], [x2, y2]]) => x1 + ((y - y1) / (y2 - y1)) * (x2 - x1))
    .sort((a, b) => a - b)
  return crossings.flatMap((x, index) => (index % 2 === 0 ? [[x, crossings[index + 1] ?? x] as const] : []))
}

/** What the edges span between a line and the next. */
function alongEdges(polygon: readonly Point[], row: number): Stretch[] {
  return edgesOf(polygon).flatMap(([[x1, y1], [x2, y2]]): Stretch[] => {
    const top = Math.max(row, Math.min(y1, y2))
    const bottom = Math.min(row + 1, Math.max(y1, y2))
    if (y1 === y2) return y1 > row && y1 < row + 1 ? [[Math.min(x1, x2), Math.max(x1, x2)]] : []
    if (bottom <= top) return []
    const xAt = (y: number) => x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)
    return [[Math.min(xAt(top), xAt(bottom)), Math.max(xAt(top), xAt(bottom))]]
  })
}

function edgesOf(polygon: readonly Point[]): [Point, Point][] {
  return polygon.map((point, index) => [point, polygon[(index + 1) % polygon.length] ?? point])
}

function merge(stretches: readonly Stretch[]): Stretch[] {
  const merged: [number, number][] = []
  for (const [from, to] of [...stretches].filter(([a, b]) => a < b).sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last === undefined || from > last[1]) merged.push([from, to])
    else last[1] = Math.max(last[1], to)
  }
  return merged
}
