// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this grid
import type { Edges, Look } from './look.ts'
import { median, patches } from './patches.ts'

/** What a camera is known to see, under one kind of light. */
export type View = {
  readonly edges: Edges
  readonly texture: Float32Array
  readonly steepness: Float32Array
  /** How long it was learnt, milliseconds. */
  learntMs: number
}

/** How a picture agrees with a view; shares are of the patches in which the view has something to see. */
export type Likeness = {
  /** Where its edges are where they were. */
  readonly kept: number
  /** Where there is nothing to see any more. */
  readonly lost: number
  /** Steepness of edges, as a part of what it was; NaN where too few patches have any. */
  readonly sharpness: number
}

/** A patch with less, relative to the light, has nothing to be known by. */
const minTexture = 0.02
const lostTexture = 0.2
/** Correlation from which the edges of a patch are the same ones. */
const sameEdges = 0.35
const minSharpPatches = 5
/** Longer ago is forgotten: the sun moves shadows. What was learnt for less is not forgotten at once. */
const maxMemoryMs = 600_000
const minMemoryMs = 120_000
/** Edges that move are not part of a view: they are averaged away. */
const smoothMs = 1_500

/** Patches of a look in which there is something to see. */
export function texturedPatches({ texture }: Pick<View, 'texture'>): number[] {
  return Array.from({ length: patches }, (_, patch) => patch).filter((patch) => texture[patch]! > minTexture)
}

/** @param edges of the picture, smoothed over time */
export function compareView(view: View, look: Look, edges: Edges, patchOf: Uint8Array): Likeness {
  const known = texturedPatches(view)
  const agreement = correlation(view.edges, edges, patchOf)
  const share = (test: (patch: number) => boolean) => known.filter(test).length / Math.max(1, known.length)
  // Also where there is little to see: of a bare road, its grains.
  const ratios = Array.from(look.steepness, (now, patch) => now / view.steepness[patch]!).filter(
    (r) => !Number.isNaN(r),
  )
  return {
    kept: share((patch) => agreement[patch]! > sameEdges),
    lost: share((patch) => look.texture[patch]! < lostTexture * view.texture[patch]!),
    sharpness: ratios.length < minSharpPatches ? Number.NaN : median(ratios),
  }
}

export function startView(look: Look, edges: Edges): View {
  return {
    edges: { across: edges.across.slice(), down: edges.down.slice() },
    texture: look.texture.slice(),
    steepness: look.steepness.slice(),
    learntMs: 0,
  }
}

export function copyView({ edges, texture, steepness, learntMs }: View): View {
  return {
    edges: { across: edges.across.slice(), down: edges.down.slice() },
    texture: texture.slice(),
    steepness: steepness.slice(),
    learntMs,
  }
}

/** Makes a look part of a view that is being learnt: all looks count alike. */
export function learnView(view: View, look: Look, edges: Edges, elapsedMs: number): void {
  view.learntMs += elapsedMs
  blendAll(view, look, edges, elapsedMs / (view.learntMs + elapsedMs + 1))
}

/** Lets a view follow what the camera sees: slowly, so that it does not follow a camera that is being turned. */
export function followView(view: View, look: Look, edges: Edges, elapsedMs: number): void {
  view.learntMs += elapsedMs
  blendAll(view, look, edges, elapsedMs / Math.max(minMemoryMs, Math.min(maxMemoryMs, view.learntMs)))
}

function blendAll(view: View, look: Look, edges: Edges, weight: number): void {
  blend(view.edges.across, edges.across, weight)
  blend(view.edges.down, edges.down, weight)
  blend(view.texture, look.texture, weight)
  blend(view.steepness, look.steepness, weight)
}

/** Follows the edges of the picture, over a moment. */
export function smoothEdges(smooth: Edges, { edges }: Look, elapsedMs: number): void {
  const weight = 1 - Math.exp(-elapsedMs / smoothMs)
  blend(smooth.across, edges.across, weight)
  blend(smooth.down, edges.down, weight)
}

/** What is not known yet, or cannot be seen now, is no number. */
function blend(into: Float32Array, from: Float32Array, weight: number): void {
  for (let index = 0; index < into.length; index += 1) {
    const old = into[index]!
    const now = from[index]!
    if (Number.isNaN(old)) into[index] = now
    else if (!Number.isNaN(now)) into[index] = old + weight * (now - old)
  }
}

/** Normalised cross-correlation of the edges of each patch, as vectors: −1 to 1. */
function correlation(a: Edges, b: Edges, patchOf: Uint8Array): Float32Array {
  const [both, onlyA, onlyB] = [new Float32Array(patches), new Float32Array(patches), new Float32Array(patches)]
  for (let cell = 0; cell < patchOf.length; cell += 1) {
    const patch = patchOf[cell]!
    const ax = a.across[cell]!
    const ay = a.down[cell]!
    const bx = b.across[cell]!
    const by = b.down[cell]!
    both[patch]! += ax * bx + ay * by
    onlyA[patch]! += ax * ax + ay * ay
    onlyB[patch]! += bx * bx + by * by
  }
  return both.map((sum, patch) => sum / Math.sqrt(onlyA[patch]! * onlyB[patch]! + 1e-9))
}
