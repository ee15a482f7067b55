/** A box in 0–1 of the picture: upper left corner, width, height. */
export type Box = readonly [x: number, y: number, width: number, height: number]

/** One object that a model found in one frame. */
export type Detection = {
  /** Label of the model, e.g. `motorcycle`. */
  readonly label: string
  /** Class on the wire, e.g. `Vehicle`, and its kind where it has one, e.g. `Motorcycle`. */
  readonly class: string
  readonly vehicleType?: string
  /** 0–1. */
  readonly score: number
  readonly box: Box
  /** What it may be, where the model leaves that to the whole track … */
  readonly chances?: readonly LabelChance[]
  /** … and its height in widths of the picture, by which the pace across it is measured. */
  readonly heightAcross?: number
}

/** A label that an object may have, 0–1. */
export type LabelChance = Pick<Detection, 'label' | 'class' | 'vehicleType'> & {
  readonly chance: number
  /** Own heights a second that an object of this label hardly exceeds, or falls below. */
  readonly fastest?: number
  readonly slowest?: number
  /** Heights ÷ widths below which it hardly is when it comes towards the camera or leaves. */
  readonly squattestAhead?: number
}
