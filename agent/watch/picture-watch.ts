import type { Frame } from '../decode/frame.ts'
import type { Shrink } from '../motion/shrink.ts'
import type { Fault, FaultKind, Verdict } from './fault.ts'
import { createFrozen } from './frozen.ts'
import { createLatch, type Latch } from './latch.ts'
import { createLooker, type Edges, type Look } from './look.ts'
import { patchOfCells } from './patches.ts'
import {
  compareView,
  followView,
  type Likeness,
  learnView,
  smoothEdges,
  startView,
  texturedPatches,
  type View,
} from './view.ts'
import { lightOf, nearestView, ownView, type Views } from './views.ts'

/** What can be wrong with the picture, in the order in which one hides those after it. */
export const pictureFaults = ['dark', 'covered', 'frozen', 'moved', 'defocused'] as const
export type PictureFault = (typeof pictureFaults)[number] & FaultKind

export type PictureWatchOptions = {
  readonly checks: ReadonlySet<PictureFault>
  /** How long the picture must repeat itself. */
  readonly frozenMs: number
  /** After this long before another view, that one is the camera's own. */
  readonly relearnMs: number
  readonly createShrink: (width: number, height: number) => Shrink
  /** What the camera is known to see, from earlier starts. */
  readonly views: Views
  /** Called when what is known has changed so much that it should be kept. */
  readonly keep: (views: Views) => void
}

export type PictureWatch = {
  /** What begins or ends with this frame; most frames are not looked at. */
  look(frame: Frame): Fault[]
  /** What is wrong is over as far as anybody can tell: there is no picture. */
  sourceLost(): Fault[]
}

const lookEveryMs = 1_000
/** A pause after which one does not follow from the other. */
const maxPauseMs = 10_000
/** A view is learnt for this long before anything is compared with it. */
const learnMs = 5_000
/** Patches with something to see that a view needs. */
const minTextured = 4
const keepEveryMs = 600_000
/** Under a light that has never been learnt, a view that looks like another is doubted for this long. */
const strangeLightMs = 30_000

/** Luma below which even the brightest parts of a picture show nothing, or all of it hardly anything; black is 16. */
const tooDark = { bright: 48, mean: 22 }
const lightEnough = { bright: 56, mean: 26 }

const times: Readonly<Record<PictureFault, { readonly onMs: number; readonly offMs: number }>> = {
  dark: { onMs: 5_000, offMs: 5_000 },
  covered: { onMs: 4_000, offMs: 3_000 },
  // How long it lasts is part of the judgement.
  frozen: { onMs: 0, offMs: 1_000 },
  moved: { onMs: 3_000, offMs: 3_000 },
  defocused: { onMs: 5_000, offMs: 5_000 },
}

/** Watches over the picture of one camera. Deterministic: the same frames give the same faults. */
export function createPictureWatch(options: PictureWatchOptions): PictureWatch {
  const latches = new Map<PictureFault, Latch>([...options.checks].map((kind) => [kind, createLatch(times[kind])]))
  let scene: Scene | undefined
  let lastAt = 0

  const update = (kind: PictureFault, verdict: Verdict, at: number, onMs?: number): Fault[] => {
    const change = latches.get(kind)?.update(verdict, at, onMs)
    if (change === undefined) return []
    return [{ kind, phase: change, at, ...(change === 'end' && { reason: 'recovered' }) }]
  }

  return {
    look(frame) {
      if (scene !== undefined && frame.at - lastAt < lookEveryMs && frame.at >= lastAt) return []
      if (scene === undefined || !scene.continues(frame, lastAt)) scene = createScene(frame, options)
      lastAt = frame.at
      const verdicts = scene.judge(frame, latches.get('moved')?.isOn() === true)
      const { isStrange } = verdicts
      return pictureFaults.flatMap((kind) =>
        update(kind, verdicts[kind], frame.at, kind === 'moved' && isStrange ? strangeLightMs : undefined),
      )
    },
    sourceLost() {
      scene?.keep()
      scene = undefined
      return [...latches].flatMap(([kind, latch]): Fault[] => {
        const wasOn = latch.isOn()
        latch.reset()
        return wasOn ? [{ kind, phase: 'end', at: lastAt, reason: 'source-lost' }] : []
      })
    },
  }
}

type Verdicts = Readonly<Record<PictureFault, Verdict>> & {
  /** The light is one under which the camera has never been seen. */
  readonly isStrange: boolean
}

type Scene = {
  continues(frame: Frame, lastAt: number): boolean
  judge(frame: Frame, isMoved: boolean): Verdicts
  keep(): void
}

const nothingToSay: Verdicts = {
  dark: 'unknown',
  covered: 'unknown',
  frozen: 'unknown',
  moved: 'unknown',
  defocused: 'unknown',
  isStrange: false,
}

/** What is known while frames of one size follow one another. */
function createScene(first: Frame, { frozenMs, relearnMs, createShrink, views, keep }: PictureWatchOptions): Scene {
  const shrink = createShrink(first.width, first.height)
  const looker = createLooker(first, shrink)
  // Of pictures of another size.
  if (views.some((view) => view && view.edges.across.length !== shrink.grid.width * shrink.grid.height))
    views.fill(undefined)
  const frozen = createFrozen(frozenMs)
  let patchOf: Uint8Array | undefined
  let smooth: Edges | undefined
  let before: Look | undefined
  let learning: View | undefined
  let keptAt = first.at

  const learn = (look: Look, edges: Edges, elapsedMs: number): void => {
    if (texturedPatches(look).length < minTextured) return
    learning ??= startView(look, edges)
    learnView(learning, look, edges, elapsedMs)
    if (learning.learntMs < learnMs) return
    views[lightOf(look)] = learning
    learning = undefined
    keep(views)
    keptAt = look.at
  }

  /** While the camera is known to look elsewhere: that becomes its view when it has been steady for long. */
  const relearn = (look: Look, edges: Edges, elapsedMs: number): void => {
    const isSteady = learning !== undefined && compareView(learning, look, edges, patchOf as Uint8Array).kept > 0.5
    if (!isSteady) learning = startView(look, edges)
    const candidate = learning as View
    learnView(candidate, look, edges, elapsedMs)
    if (candidate.learntMs < relearnMs) return
    views.fill(undefined)
    views[lightOf(look)] = candidate
    learning = undefined
    keep(views)
  }

  const follow = (look: Look, edges: Edges, elapsedMs: number, like: View): void => {
    const light = lightOf(look)
    const isNew = views[light] === undefined
    followView(ownView(views, light, like), look, edges, elapsedMs)
    if (!isNew && look.at - keptAt < keepEveryMs) return
    keptAt = look.at
    keep(views)
  }

  return {
    continues: ({ width, height, at }, lastAt) =>
      width === first.width && height === first.height && at >= lastAt && at - lastAt <= maxPauseMs,
    keep: () => keep(views),
    judge(frame, isMoved) {
      const look = looker(frame)
      patchOf ??= patchOfCells(look.grid)
      const elapsedMs = before === undefined ? 0 : look.at - before.at
      before = look
      smooth ??= { across: look.edges.across.slice(), down: look.edges.down.slice() }
      smoothEdges(smooth, look, elapsedMs)
      const isFrozen = frozen.judge(look)
      const dark = judgeDark(look)
      if (dark === 'bad') return { ...nothingToSay, dark }
      const nearest = nearestView(views, lightOf(look))
      if (nearest === undefined) {
        if (isFrozen === 'good') learn(look, smooth, elapsedMs)
        return { ...nothingToSay, dark, frozen: isFrozen }
      }
      const { view, isOwn } = nearest
      const likeness = compareView(view, look, smooth, patchOf)
      const covered = judgeCovered(likeness)
      if (covered === 'bad') return { ...nothingToSay, dark, covered }
      if (isFrozen === 'bad') return { ...nothingToSay, dark, frozen: isFrozen }
      const moved = judgeMoved(likeness)
      const defocused = judgeDefocused(likeness)
      if (isMoved && moved === 'bad') relearn(look, smooth, elapsedMs)
      else if (!isMoved && moved === 'good' && defocused !== 'bad') follow(look, smooth, elapsedMs, view)
      return { dark, covered, frozen: isFrozen, moved, defocused, isStrange: !isOwn }
    },
  }
}

function judgeDark({ bright, mean }: Look): Verdict {
  if (bright < tooDark.bright || mean < tooDark.mean) return 'bad'
  return bright >= lightEnough.bright && mean >= lightEnough.mean ? 'good' : 'unknown'
}

function judgeCovered({ lost }: Likeness): Verdict {
  if (lost >= 0.8) return 'bad'
  return lost <= 0.6 ? 'good' : 'unknown'
}

function judgeMoved({ kept, lost }: Likeness): Verdict {
  // What has less to see than it had may be fog, or a hand: not another view.
  if (kept < 0.4) return lost < 0.5 ? 'bad' : 'unknown'
  return kept >= 0.55 ? 'good' : 'unknown'
}

function judgeDefocused({ kept, sharpness }: Likeness): Verdict {
  if (Number.isNaN(sharpness) || kept < 0.5) return 'unknown'
  if (sharpness < 0.65) return 'bad'
  return sharpness > 0.75 ? 'good' : 'unknown'
}
