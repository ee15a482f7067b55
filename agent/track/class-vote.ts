import type { Detection, LabelChance } from '../detect/detection.ts'
import { plausibility } from './plausibility.ts'

/** What an object is, in the words of the model and of the wire. */
export type ObjectClass = Pick<Detection, 'label' | 'class' | 'vehicleType'>

/** Scores that each label has collected, and what it stands for. */
export type ClassVote = ReadonlyMap<string, { readonly kind: ObjectClass; readonly weight: number }>

/**
 * The vote with one more detection, which counts as much as its score; or each label it may have, as much as its chance.
 * @param speed of the object where it is known, in 0–1 of the picture a second: a kind that does not go so is less likely
 */
export function addVote(vote: ClassVote, detection: Detection, speed?: readonly [x: number, y: number]): ClassVote {
  const { label, class: name, vehicleType, score, chances } = detection
  const kind = { label, class: name, ...(vehicleType !== undefined && { vehicleType }) }
  const more = chances?.map((likely) => weighed(likely, detection, speed)) ?? [{ kind, weight: score }]
  const next = new Map(vote)
  for (const { kind, weight } of more) {
    next.set(kind.label, { kind, weight: (vote.get(kind.label)?.weight ?? 0) + weight })
  }
  return next
}

/** The vote after a while: who comes nearer is seen better and better, so that what the first looks said counts less. */
export function fadeVote(vote: ClassVote, elapsedMs: number): ClassVote {
  const rest = 0.5 ** (elapsedMs / halvedMs)
  return new Map([...vote].map(([label, { kind, weight }]) => [label, { kind, weight: weight * rest }]))
}

const halvedMs = 2_000

/** The vote so far, as it would have been had the speed been known from the beginning. */
export function paceVote(vote: ClassVote, detection: Detection, speed: readonly [x: number, y: number]): ClassVote {
  const share = (label: string) => {
    const likely = detection.chances?.find((one) => one.label === label)
    return likely === undefined
      ? 1
      : plausibility(likely, detection, speed) / plausibility(likely, detection, undefined)
  }
  return new Map([...vote].map(([label, { kind, weight }]) => [label, { kind, weight: weight * share(label) }]))
}

function weighed(likely: LabelChance, detection: Detection, speed: readonly [x: number, y: number] | undefined) {
  const { label, class: name, vehicleType, chance } = likely
  const kind = { label, class: name, ...(vehicleType !== undefined && { vehicleType }) }
  return { kind, weight: plausibility(likely, detection, speed) * chance }
}

/**
 * Whether one class has most of the weight, and that is more than a single look gives; where hardly any is left for the others,
 * less will do: what passes close by is seen only a few times, and cut off by the edge of the picture.
 */
export function isSure(vote: ClassVote): boolean {
  const all = [...vote.values()].reduce((sum, { weight }) => sum + weight, 0)
  const own = classWeight(vote, decideClass(vote).class)
  return sure.some(({ weight, share }) => own >= weight && own >= share * all)
}

const sure = [
  { weight: 1.35, share: 0.6 },
  { weight: 1, share: 0.85 },
]

/** What is something, but nobody can tell what. */
export const unsure: ObjectClass = { label: 'unsure', class: 'Motion' }

/** The class with the most weight, and within it the label with the most; the first seen wins a draw. */
export function decideClass(vote: ClassVote): ObjectClass {
  return [...vote.values()].reduce((best, entry) => {
    const lead = classWeight(vote, entry.kind.class) - classWeight(vote, best.kind.class)
    return lead > 0 || (entry.kind.class === best.kind.class && entry.weight > best.weight) ? entry : best
  }).kind
}

function classWeight(vote: ClassVote, name: string): number {
  return [...vote.values()].reduce((sum, { kind, weight }) => (kind.class === name ? sum + weight : sum), 0)
}

/**
 * Whether a model may well call one object by both names: a car, truck or bus; a bicycle or motorcycle.
 * A person is never anything else, unless the model leaves that to the track.
 */
export function alike(a: ObjectClass, b: ObjectClass & Pick<Detection, 'chances'>): boolean {
  return b.chances !== undefined || a.class === b.class || (isTwoWheeler(a) && isTwoWheeler(b))
}

function isTwoWheeler(object: ObjectClass): boolean {
  return object.class === 'Bicycle' || object.vehicleType === 'Motorcycle'
}
