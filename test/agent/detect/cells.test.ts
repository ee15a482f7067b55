import { describe, expect, it } from 'vitest'
import { type CellsOptions, decodeCells } from '../../../agent/detect/cells.ts'
import type { Detection } from '../../../agent/detect/detection.ts'
import { withoutDoubles } from '../../../agent/detect/doubles.ts'
import type { Square } from '../../../agent/detect/square.ts'

const picture = { width: 200, height: 100 }
const options: CellsOptions = {
  labels: ['human', 'tree', 'vehicle', 'car'],
  classes: {
    human: { class: 'Human' },
    vehicle: { class: 'Vehicle' },
    car: { class: 'Vehicle', vehicleType: 'Car' },
  },
  across: 4,
  minScore: 0.2,
}
const { across } = options

/** Cells of ten pixels. */
const middle: Square = { left: 40, top: 20, side: 40 }

type Chances = Partial<Record<string, number>>
/** What one cell says, with its edges in sides of the square. */
type Said = { cell: [column: number, row: number]; chances: Chances; edges?: [number, number, number, number] }

function cellsOf(...squares: readonly Said[][]): Float32Array {
  const plane = across ** 2
  const size = (options.labels.length + 4) * plane
  const cells = new Float32Array(squares.length * size)
  for (const [square, said] of squares.entries()) {
    for (const { cell, chances, edges = [0.1, 0.1, 0.1, 0.1] } of said) {
      const values = [...options.labels.map((label) => chances[label] ?? 0), ...edges]
      const at = square * size + cell[1] * across + cell[0]
      for (const [channel, value] of values.entries()) cells[at + channel * plane] = value
    }
  }
  return cells
}

const decode = (squares: readonly Square[], ...said: readonly Said[][]): Detection[] =>
  withoutDoubles(
    decodeCells(cellsOf(...said), squares, picture, options).flatMap(({ whole }) => whole),
    0.5,
  )

/** Left, top, right, bottom in pixels. */
function cornersOf({ box: [x, y, w, h] }: Detection): number[] {
  const corners = [x * picture.width, y * picture.height, (x + w) * picture.width, (y + h) * picture.height]
  return corners.map((value) => Math.round(value * 1000) / 1000)
}

const brief = (detections: readonly Detection[]) =>
  detections.map(({ label, score }) => [label, Math.round(score * 1000) / 1000])

describe('decoding cells', () => {
  it('takes a cell that stands out for an object, its edges counted from the middle of the cell', () => {
    const said: Said = { cell: [1, 2], chances: { human: 0.75, car: 0.25 }, edges: [0.1, 0.3, 0.2, 0.25] }
    const [found, ...others] = decode([middle], [said])
    expect(others).toEqual([])
    // Neither of both it is with a chance of 0.25 × 0.75.
    expect(found).toMatchObject({ label: 'human', class: 'Human', score: 0.8125 })
    // The middle is at 40 + 15, 20 + 25.
    expect(cornersOf(found as Detection)).toEqual([51, 33, 63, 55])
    expect(found?.chances).toEqual([
      { label: 'human', class: 'Human', chance: 0.75 },
      { label: 'vehicle', class: 'Vehicle', chance: 0 },
      { label: 'car', class: 'Vehicle', vehicleType: 'Car', chance: 0.25 },
    ])
  })

  it('tells the squares of a run apart, strongest object first', () => {
    const other: Square = { left: 100, top: 40, side: 20 }
    const found = decode(
      [middle, other],
      [{ cell: [1, 1], chances: { human: 0.5 } }],
      [{ cell: [2, 1], chances: { car: 0.75 } }],
    )
    expect(brief(found)).toEqual([
      ['car', 0.75],
      ['human', 0.5],
    ])
    expect(found[0]).toMatchObject({ class: 'Vehicle', vehicleType: 'Car' })
    expect(found.map(cornersOf)).toEqual([
      [110.5, 45.5, 114.5, 49.5],
      [51, 31, 59, 39],
    ])
  })

  it.each<[string, [number, number], [string, number][]]>([
    ['beside it', [2, 1], [['human', 0.75]]],
    ['across its corner', [2, 2], [['human', 0.75]]],
    [
      'one cell further',
      [3, 1],
      [
        ['human', 0.75],
        ['car', 0.5],
      ],
    ],
  ])('takes the weaker of two cells for none of its own: %s', (_, cell, expected) => {
    const edges: Said['edges'] = [0.05, 0.05, 0.05, 0.05]
    const found = decode(
      [middle],
      [
        { cell: [1, 1], chances: { human: 0.75 }, edges },
        { cell, chances: { car: 0.5 }, edges },
      ],
    )
    expect(brief(found)).toEqual(expected)
  })

  it('takes the first of neighbours that are equal, and does not take the end of a line for a neighbour of the next', () => {
    const same = { chances: { human: 0.5 }, edges: [0.05, 0.05, 0.05, 0.05] } satisfies Partial<Said>
    const beside = decode(
      [middle],
      [
        { ...same, cell: [2, 1] },
        { ...same, cell: [1, 1] },
      ],
    )
    expect(beside.map(cornersOf)).toEqual([[53, 33, 57, 37]])
    const apart = decode(
      [middle],
      [
        { ...same, cell: [3, 1] },
        { ...same, cell: [0, 2] },
      ],
    )
    expect(apart).toHaveLength(2)
  })

  it('leaves out what is weaker than asked for', () => {
    const said = (human: number): Said[] => [{ cell: [1, 1], chances: { human } }]
    expect(decode([middle], said(0.1875))).toEqual([])
    expect(decode([middle], said(0.25))).toHaveLength(1)
  })

  it('leaves out labels without a class, also where another label is the next likely', () => {
    expect(decode([middle], [{ cell: [1, 1], chances: { tree: 0.75, human: 0.5 } }])).toEqual([])
  })

  it('never gives a score above 1', () => {
    expect(decode([middle], [{ cell: [1, 1], chances: { human: 1.25 } }])[0]?.score).toBe(1)
  })
})

describe('the chance of a label whose objects are slow', () => {
  it('comes with their pace, and the detection with its height in widths of the picture', () => {
    const classes = { ...options.classes, human: { class: 'Human' as const, fastest: 2.5 } }
    const said: Said = { cell: [1, 1], chances: { human: 0.75 }, edges: [0.1, 0.2, 0.1, 0.3] }
    const [found] = decodeCells(cellsOf([said]), [middle], picture, { ...options, classes })[0]?.whole ?? []
    expect(found?.chances?.[0]).toEqual({ label: 'human', class: 'Human', chance: 0.75, fastest: 2.5 })
    expect(found?.chances?.[1]).not.toHaveProperty('fastest')
    // Twenty pixels of 200.
    expect(found?.heightAcross).toBeCloseTo(0.1, 6)
    expect(found).not.toHaveProperty('fastest')
  })
})

describe('the chance of a label whose objects are never so tall', () => {
  it.each([
    ['counts a quarter in a taller box', [0.1, 0.2, 0.1, 0.25] as const, 0.125],
    ['counts in full in a lower one', [0.1, 0.2, 0.1, 0.15] as const, 0.5],
  ])('%s, and the score says that it is any of them', (_, edges, chance) => {
    const classes = { ...options.classes, vehicle: { class: 'Vehicle' as const, tallest: 2 } }
    const said: Said = { cell: [1, 1], chances: { vehicle: 0.5, human: 0.25 }, edges: [...edges] }
    const [found] = decodeCells(cellsOf([said]), [middle], picture, { ...options, classes })[0]?.whole ?? []
    expect(found?.chances?.find(({ label }) => label === 'vehicle')?.chance).toBeCloseTo(chance, 6)
    expect(found?.chances?.find(({ label }) => label === 'human')?.chance).toBeCloseTo(0.25, 6)
    expect(found?.score).toBeCloseTo(0.625, 6)
  })
})

describe('an object at the edge of its square', () => {
  /** From the middle of a cell at 15 of 40 in either direction, two pixels over the edge. */
  const over = 0.425
  const cut: readonly [string, Said['edges']][] = [
    ['left', [over, 0.1, 0.1, 0.1]],
    ['top', [0.1, over, 0.1, 0.1]],
    ['right', [0.1, 0.1, over, 0.1]],
    ['lower', [0.1, 0.1, 0.1, over]],
  ]
  const cellOf = (side: string): Said['cell'] => (side === 'left' || side === 'top' ? [1, 1] : [2, 2])

  it.each(cut)('is left to the square that shows it whole: the %s one', (side, edges) => {
    const said: Said = { cell: cellOf(side), chances: { human: 0.5 }, ...(edges && { edges }) }
    const [shown] = decodeCells(cellsOf([said]), [middle], picture, options)
    expect(shown?.whole).toEqual([])
    expect(brief(shown?.cut ?? [])).toEqual([['human', 0.5]])
  })

  it.each([
    ['left', { left: 0, top: 20, side: 40 }, [0, 31, 19, 39]],
    ['top', { left: 40, top: 0, side: 40 }, [51, 0, 59, 19]],
    ['right', { left: 160, top: 20, side: 40 }, [181, 41, 200, 49]],
    ['lower', { left: 40, top: 60, side: 40 }, [61, 81, 69, 100]],
  ] as const)('is whole where the picture ends there, and ends with it: the %s one', (side, square, corners) => {
    const edges = cut.find(([name]) => name === side)?.[1]
    const found = decode([square], [{ cell: cellOf(side), chances: { human: 0.5 }, ...(edges && { edges }) }])
    expect(found.map(cornersOf)).toEqual([corners])
  })

  it('has to keep a little clear of it', () => {
    const said = (left: number): Said[] => [{ cell: [1, 1], chances: { human: 0.5 }, edges: [left, 0.1, 0.1, 0.1] }]
    expect(decode([middle], said(0.365))).toEqual([])
    expect(decode([middle], said(0.345))).toHaveLength(1)
  })

  it('is nothing where all of it lies outside of the picture', () => {
    const square: Square = { left: -30, top: 20, side: 40 }
    expect(decode([square], [{ cell: [1, 1], chances: { human: 0.5 } }])).toEqual([])
  })
})

describe('what two squares both show', () => {
  const right: Square = { left: 50, top: 20, side: 40 }

  it.each([
    ['the same', 'human'],
    ['another', 'car'],
  ])('is one object, the stronger, where they agree on its box and call it by %s name', (_, name) => {
    const found = decode(
      [middle, right],
      [{ cell: [2, 1], chances: { human: 0.5 } }],
      [{ cell: [1, 1], chances: { [name]: 0.75 } }],
    )
    expect(brief(found)).toEqual([[name, 0.75]])
  })

  it('is two objects where the boxes have little in common', () => {
    const found = decode(
      [middle, right],
      [{ cell: [1, 1], chances: { human: 0.5 }, edges: [0.1, 0.2, 0.1, 0.2] }],
      [{ cell: [1, 1], chances: { human: 0.75 }, edges: [0.1, 0.2, 0.1, 0.2] }],
    )
    expect(found).toHaveLength(2)
  })

  const large: Square = { left: 20, top: 0, side: 80 }
  const bus: Said = { cell: [1, 1], chances: { vehicle: 0.75 }, edges: [0.3, 0.3, 0.3, 0.3] }

  it('is one object where one is a part of the other, stronger one of its class', () => {
    expect(brief(decode([large, middle], [bus], [{ cell: [1, 1], chances: { car: 0.5 } }]))).toEqual([
      ['vehicle', 0.75],
    ])
  })

  it('is two where a person stands before a bus', () => {
    expect(brief(decode([large, middle], [bus], [{ cell: [1, 1], chances: { human: 0.5 } }]))).toEqual([
      ['vehicle', 0.75],
      ['human', 0.5],
    ])
  })

  it('is two where a car is mostly beside the other', () => {
    const beside: Said = { cell: [3, 1], chances: { car: 0.5 }, edges: [0.2, 0.1, 0.1, 0.1] }
    expect(brief(decode([large, middle], [bus], [beside]))).toHaveLength(2)
  })
})
