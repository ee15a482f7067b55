import type { Box, Detection } from '../../agent/detect/detection.ts'
import type { ObjectClass } from './figure.ts'
import type { MotRow } from './mot.ts'

/** Which objects count: of these heights (pixels), seen at least so far; and what finds them. */
export type Criteria = {
  readonly minHeight: number
  readonly minVisibility: number
  readonly minScore: number
  readonly minOverlap: number
}

export const criteria: Criteria = { minHeight: 60, minVisibility: 0.5, minScore: 0.3, minOverlap: 0.5 }

export type Tally = { found: number; of: number }

/** What a class is on the wire: a detector need not tell a bus from a truck. */
const wireClasses: Partial<Record<ObjectClass, string>> = {
  pedestrian: 'Human',
  rider: 'Human',
  bicycle: 'Bicycle',
  motorcycle: 'Vehicle',
  car: 'Vehicle',
  bus: 'Vehicle',
  truck: 'Vehicle',
}

/** What `addFrame` found, by class of the truth; `false alarms` are detections that overlap no object, seen or not. */
export type Recall = {
  readonly byClass: ReadonlyMap<ObjectClass, Tally>
  readonly falseAlarms: Tally
  addFrame(rows: readonly MotRow[], detections: readonly Detection[], width: number, height: number): void
}

/** A detection overlaps something of the truth from here on; loose, since parts of objects are found too. */
const looseOverlap = 0.1

export function createRecall({ minHeight, minVisibility, minScore, minOverlap }: Criteria): Recall {
  const byClass = new Map<ObjectClass, Tally>()
  const falseAlarms: Tally = { found: 0, of: 0 }

  return {
    byClass,
    falseAlarms,
    addFrame(rows, detections, width, height) {
      const strong = detections.filter(({ score }) => score >= minScore)
      const taken = new Set<Detection>()
      for (const row of rows.toSorted((a, b) => b.visibility - a.visibility)) {
        const wanted = wireClasses[row.class]
        if (wanted === undefined || row.visibility < minVisibility || row.box[3] < minHeight) continue
        const tally = byClass.get(row.class) ?? { found: 0, of: 0 }
        byClass.set(row.class, tally)
        tally.of++
        const box = normalised(row, width, height)
        const candidates = strong.filter(
          (one) => one.class === wanted && !taken.has(one) && overlap(one.box, box) >= minOverlap,
        )
        const best = candidates.toSorted((a, b) => overlap(b.box, box) - overlap(a.box, box))[0]
        if (best === undefined) continue
        taken.add(best)
        tally.found++
      }
      const relevant = strong.filter(({ class: name }) => Object.values(wireClasses).includes(name))
      falseAlarms.of += relevant.length
      falseAlarms.found += relevant.filter(
        ({ box }) => !rows.some((row) => overlap(box, normalised(row, width, height)) >= looseOverlap),
      ).length
    },
  }
}

function normalised({ box: [x, y, w, h] }: MotRow, width: number, height: number): Box {
  return [x / width, y / height, w / width, h / height]
}

/** Intersection over union. */
function overlap(a: Box, b: Box): number {
  const across = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])
  const down = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1])
  if (across <= 0 || down <= 0) return 0
  return (across * down) / (a[2] * a[3] + b[2] * b[3] - across * down)
}
