import type { Frame } from '../decode/frame.ts'
import { compare, createBackground, learn } from './background.ts'
import { type Blob, createComponents } from './components.ts'
import { hasten, isGhost } from './ghost.ts'
import { createLight } from './light.ts'
import { createTidy } from './mask.ts'
import { fillOf, mergePieces } from './merge.ts'
import { createShadows } from './shadow.ts'
import { createShrink, type Grid } from './shrink.ts'

/** A part of the picture that does not look like it does when nothing moves. */
export type MovingRegion = {
  /** In 0–1 of the picture: upper left corner, width, height. */
  readonly box: readonly [x: number, y: number, width: number, height: number]
  /** Share of the picture that moves in it, 0–1; never more than the box. */
  readonly area: number
  /** How clearly it stands out and fills its box, 0–1. */
  readonly score: number
}

export type MotionOptions = {
  /** Share of the picture from which a region is reported. */
  readonly minArea?: number
  /** How long an object stands still until it counts as background. */
  readonly stoppedMs?: number
}

export type Motion = {
  /**
   * What moves in this frame of one camera, largest first; nothing while the background is being learnt. Time is that of the
   * frames: one that is older than the one before begins anew, and so does one of another size or after a long pause.
   */
  regions(frame: Frame): readonly MovingRegion[]
  /** How clearly each cell of the latest frame differs from its background; `undefined` before the first frame. */
  change(): ChangeMap | undefined
  /** Forgets the background. */
  reset(): void
}

export type ChangeMap = {
  /** Cells across and down, and the pixels of a cell's side; what remains at the right and lower edge belongs to none. */
  readonly width: number
  readonly height: number
  readonly cellPixels: number
  /** Deviations in thresholds: from 1 a cell has changed. Written anew by the next frame. */
  readonly contrast: Float32Array
}

const learnMs = 1_000
/** A pause after which the light may be any other. */
const maxPauseMs = 60_000
/** More is not learnt from one frame, however long ago the one before was. */
const maxStepMs = 2_000
/** The place that an object has left is background after this. */
const ghostMs = 1_500
/** When this share of the picture has changed, and for this long, it is the light, or the camera has been moved … */
const maxChanged = 0.55
/** … and not a bus close by, behind which the street is as it was. */
const changedMs = 2_000
const maxRegions = 32

/**
 * Moving regions of one camera from luma alone, on a grid of about 256 cells across. Deterministic: the same frames give the
 * same regions.
 */
export function createMotion({ minArea = 0.001, stoppedMs = 45_000 }: MotionOptions = {}): Motion {
  let watch: Watch | undefined
  return {
    regions(frame) {
      if (watch === undefined || !watch.continues(frame)) watch = createWatch(frame, stoppedMs)
      return watch
        .blobs(frame)
        .map((blob) => toRegion(blob, frame, (watch as Watch).grid))
        .filter(({ area }) => area >= minArea)
        .slice(0, maxRegions)
    },
    change: () => watch?.change,
    reset() {
      watch = undefined
    },
  }
}

type Watch = {
  readonly grid: Grid
  readonly change: ChangeMap
  continues(frame: Frame): boolean
  blobs(frame: Frame): Blob[]
}

/** The model of one camera from one beginning on, for one size of pictures. */
function createWatch(first: Frame, stoppedMs: number): Watch {
  const { width, height } = first
  const { grid, shrink } = createShrink(width, height)
  const cells = grid.width * grid.height
  const background = createBackground(cells)
  const light = createLight(cells)
  const shadows = createShadows(grid)
  const { tidy } = createTidy(grid)
  const components = createComponents(grid)
  const ghostHaste = Math.min(255, Math.max(1, Math.round(stoppedMs / ghostMs)))
  let moving: Uint8Array = new Uint8Array(cells)
  let lastAt = first.at
  let learntMs = 0
  let overwhelmedMs = 0

  const findMoving = (picture: Float32Array) => {
    background.haste.fill(1)
    shadows.remove(background, picture)
    moving = tidy(background.changed)
    shadows.restore(moving)
    const blobs = components.find(moving, background.contrast)
    for (const blob of blobs) {
      if (!isGhost(blob, components.labels, background, picture, grid)) continue
      hasten(blob, components.labels, grid.width, ghostHaste, background)
    }
    return mergePieces(blobs)
  }

  return {
    grid,
    change: { ...grid, contrast: background.contrast },
    continues: (frame) =>
      frame.width === width && frame.height === height && frame.at >= lastAt && frame.at - lastAt <= maxPauseMs,
    blobs(frame) {
      const picture = shrink(frame)
      const elapsedMs = Math.min(maxStepMs, frame.at - lastAt)
      const isFirst = learntMs === 0 && elapsedMs === 0
      const pace = { elapsedS: elapsedMs / 1000, learntS: learntMs / 1000, stoppedS: stoppedMs / 1000 }
      lastAt = frame.at
      learntMs += elapsedMs
      if (isFirst || learntMs < learnMs) {
        learn(background, picture, pace)
        return []
      }
      light.follow(background, picture, moving)
      const changed = compare(background, picture, grid.width, pace)
      const isOverwhelmed = changed > maxChanged * cells
      overwhelmedMs = isOverwhelmed ? overwhelmedMs + elapsedMs : 0
      if (changed > 0 && !isOverwhelmed) return findMoving(picture)
      const isAnother = overwhelmedMs >= changedMs
      if (isAnother) background.mean.set(picture)
      // What hides the ground tells nothing of its light.
      if (isOverwhelmed && !isAnother) moving.set(background.changed)
      else moving.fill(0)
      return []
    },
  }
}

function toRegion(blob: Blob, frame: Frame, grid: Grid): MovingRegion {
  const { left, top, right, bottom, cells, contrast } = blob
  const [cellWidth, cellHeight] = [grid.cellPixels / frame.width, grid.cellPixels / frame.height]
  const [width, height] = [right - left + 1, bottom - top + 1]
  const clearness = 1 - Math.exp(-contrast / cells / 2)
  return {
    box: [left * cellWidth, top * cellHeight, width * cellWidth, height * cellHeight],
    area: cells * cellWidth * cellHeight,
    score: clearness * Math.sqrt(Math.min(1, fillOf(blob))),
  }
}
