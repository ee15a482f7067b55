import type { Detection, LabelChance } from '../detect/detection.ts'

/** What an object is, in the words of the model and of the wire. */
export type ObjectClass = Pick<Detection, 'label' | 'class' | 'vehicleType'>

/** Scores that each label has collected, and what it stands for. */
export type ClassVote = ReadonlyMap<string, { readonly kind: ObjectClass; readonly weight: number }>

/**
 * The vote with one more detection, which counts as much as its score; or each label it may have, as much as its chance.
 * @param speed of the object where it is known, in 0–1 of the picture a second: a kind that does not go at such a pace is less likely
 */
export function addVote(vote: ClassVote, detection: Detection, speed?: readonly [x: number, y: number]): ClassVote {
  const { label, class: name, vehicleType, score, chances, box, heightAcross = box[3] } = detection
  const kind = { label, class: name, ...(vehicleType !== undefined && { vehicleType }) }
  const pace = speed && Math.hypot(speed[0] / heightAcross, speed[1] / box[3])
  const more = chances?.map((likely) => weighed(likely, pace)) ?? [{ kind, weight: score }]
  const next = new Map(vote)
  for (const { kind, weight } of more) {
    next.set(kind.label, { kind, weight: (vote.get(kind.label)?.weight ?? 0) + weight })
  }
  return next
}

const oddPaceWeight = 0.25

/** @param pace in own heights a second */
function weighed(likely: LabelChance, pace: number | undefined): { kind: ObjectClass; weight: number } {
  const { chance, fastest = Infinity, slowest = 0, ...kind } = likely
  const isOdd = pace !== undefined && (pace > fastest || pace < slowest)
  return { kind, weight: isOdd ? oddPaceWeight * chance : chance }
}

/** Whether one class has most of the weight, and that is more than a single look gives. */
export function isSure(vote: ClassVote): boolean {
  const all = [...vote.values()].reduce((sum, { weight }) => sum + weight, 0)
  const own = classWeight(vote, decideClass(vote).class)
  return own >= sureWeight && own >= sureShare * all
}

const sureWeight = 1
const sureShare = 0.6

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
