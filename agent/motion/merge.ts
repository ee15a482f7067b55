import type { Blob } from './components.ts'

/** Pieces beside the largest ones would take the time of their square to fit together. */
const maxPieces = 64

/**
 * Fits the pieces of one object together: what lies in the box of another, what lies close above another
 * (a person with a belt like the wall), and splinters at its side.
 * @returns largest first
 */
export function mergePieces(pieces: readonly Blob[]): Blob[] {
  const merged: Blob[] = []
  for (const piece of [...pieces].sort(largestFirst).slice(0, maxPieces)) {
    let whole = piece
    // Each piece may be the bridge between others.
    for (let index = merged.findIndex((other) => belong(whole, other)); index >= 0; ) {
      const [other] = merged.splice(index, 1)
      if (other !== undefined) whole = union(whole, other)
      index = merged.findIndex((another) => belong(whole, another))
    }
    merged.push(whole)
  }
  return merged.sort(largestFirst)
}

function largestFirst(a: Blob, b: Blob): number {
  return b.cells - a.cells || a.top - b.top || a.left - b.left
}

/** Cells between two pieces that are still one column of an object, in widths of the wider one. */
const columnGap = 0.35
/** How much of the box around both must move: objects that only stand about each other leave it empty. */
const minFill = 0.3
/** Cells up to which a splinter is one, and how much smaller it is. */
const splinterGap = 3
const splinterShare = 0.25

function belong(a: Blob, b: Blob): boolean {
  if (fillOf(union(a, b)) < minFill) return false
  const [aWidth, aHeight] = [a.right - a.left + 1, a.bottom - a.top + 1]
  const [bWidth, bHeight] = [b.right - b.left + 1, b.bottom - b.top + 1]
  // Negative: cells between them.
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left) + 1
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) + 1
  const isSplinter = Math.min(a.cells, b.cells) < splinterShare * Math.max(a.cells, b.cells)
  if (across > 0 && down > 0) return across * down >= Math.min(aWidth * aHeight, bWidth * bHeight) / 2 || isSplinter
  if (across >= Math.min(aWidth, bWidth) / 2 && -down <= columnGap * Math.max(aWidth, bWidth)) return true
  return isSplinter && across >= -splinterGap && down >= -splinterGap
}

/** Share of its box that moves, 0–1. */
export function fillOf({ left, top, right, bottom, cells }: Blob): number {
  return cells / ((right - left + 1) * (bottom - top + 1))
}

function union(a: Blob, b: Blob): Blob {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
    cells: a.cells + b.cells,
    contrast: a.contrast + b.contrast,
  }
}
