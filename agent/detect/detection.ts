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
}
