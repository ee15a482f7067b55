import type { Detection } from '../detect/detection.ts'

/** What an object is, in the words of the model and of the wire. */
export type ObjectClass = Pick<Detection, 'label' | 'class' | 'vehicleType'>

/** Scores that each label has collected, and what it stands for. */
export type ClassVote = ReadonlyMap<string, { readonly kind: ObjectClass; readonly weight: number }>

/** The vote with one more detection, which counts as much as its score. */
export function addVote(vote: ClassVote, { label, class: name, vehicleType, score }: Detection): ClassVote {
  const kind = { label, class: name, ...(vehicleType !== undefined && { vehicleType }) }
  return new Map(vote).set(label, { kind, weight: (vote.get(label)?.weight ?? 0) + score })
}

/** The class with the most weight, and within it the label with the most; the first seen wins a draw. */
export function decideClass(vote: ClassVote): ObjectClass {
  const entries = [...vote.values()]
  const classWeight = (name: string) =>
    entries.reduce((sum, { kind, weight }) => (kind.class === name ? sum + weight : sum), 0)
  return entries.reduce((best, entry) => {
    const lead = classWeight(entry.kind.class) - classWeight(best.kind.class)
    return lead > 0 || (entry.kind.class === best.kind.class && entry.weight > best.weight) ? entry : best
  }).kind
}

/**
 * Whether a model may well call one object by both names: a car, truck or bus; a bicycle or motorcycle.
 * A person is never anything else.
 */
export function alike(a: ObjectClass, b: ObjectClass): boolean {
  return a.class === b.class || (isTwoWheeler(a) && isTwoWheeler(b))
}

function isTwoWheeler(object: ObjectClass): boolean {
  return object.class === 'Bicycle' || object.vehicleType === 'Motorcycle'
}
