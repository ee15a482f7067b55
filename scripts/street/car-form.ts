/** Metres; x is from the middle of the car, forward. */
export type CarForm = {
  readonly length: number
  readonly width: number
  /** Lower edge of the windows, of the roof, of the bonnet and of the boot. */
  readonly belt: number
  readonly top: number
  readonly nose: number
  readonly tail: number
  /** Lower and upper end of the windscreen, upper and lower end of the rear window. */
  readonly screenX: readonly [number, number]
  readonly rearX: readonly [number, number]
  readonly wheel: number
  readonly sill: number
  /** Where side windows begin and end, as shares from rear window to windscreen. */
  readonly windows: readonly (readonly [number, number])[]
  /** How far roof leans in against windows. */
  readonly taper: number
}

const four: CarForm['windows'] = [
  [0.04, 0.47],
  [0.5, 0.95],
]
/** A saloon, a hatchback, a high one and a van. */
export const carForms = [
  {
    length: 4.5,
    width: 1.76,
    belt: 0.92,
    top: 1.44,
    nose: 0.7,
    tail: 0.98,
    screenX: [0.95, 0.3],
    rearX: [-0.95, -1.6],
    wheel: 0.32,
    sill: 0.22,
    windows: four,
    taper: 0.2,
  },
  {
    length: 4,
    width: 1.72,
    belt: 0.94,
    top: 1.5,
    nose: 0.72,
    tail: 0.96,
    screenX: [1, 0.35],
    rearX: [-1.55, -1.88],
    wheel: 0.31,
    sill: 0.22,
    windows: four,
    taper: 0.2,
  },
  {
    length: 4.5,
    width: 1.86,
    belt: 1.08,
    top: 1.72,
    nose: 0.92,
    tail: 1.08,
    screenX: [1, 0.45],
    rearX: [-1.85, -2.12],
    wheel: 0.37,
    sill: 0.3,
    windows: [
      [0.04, 0.28],
      [0.31, 0.6],
      [0.63, 0.95],
    ],
    taper: 0.2,
  },
  {
    length: 4.8,
    width: 1.9,
    belt: 1.15,
    top: 2,
    nose: 1,
    tail: 1.15,
    screenX: [1.65, 1],
    rearX: [-2.3, -2.36],
    wheel: 0.35,
    sill: 0.3,
    windows: [
      [0.03, 0.3],
      [0.33, 0.6],
      [0.64, 0.96],
    ],
    taper: 0.1,
  },
] as const satisfies readonly [CarForm, ...CarForm[]]
