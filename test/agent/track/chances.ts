import type { Detection, LabelChance } from '../../../agent/detect/detection.ts'

const kinds = [
  { label: 'human', class: 'Human' },
  { label: 'two-wheeler', class: 'Vehicle', vehicleType: 'TwoWheeler' },
  { label: 'vehicle', class: 'Vehicle' },
] as const

/** A detection as a model gives it that leaves the class to the track: it is called by its likeliest label. */
export function chancy(
  likely: Readonly<Partial<Record<(typeof kinds)[number]['label'], number>>>,
  box: Detection['box'] = [0.3, 0.3, 0.1, 0.4],
): Detection {
  const chances = kinds.map((kind): LabelChance => ({ ...kind, chance: likely[kind.label] ?? 0 }))
  const best = chances.reduce((a, b) => (b.chance > a.chance ? b : a))
  const { chance: score, ...kind } = best
  return { ...kind, score, box, chances }
}
