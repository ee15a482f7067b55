import { type Colour, lamp, matt } from './colour.ts'
import { farWall, nearWall, pavementHeight, streetEnds } from './ground.ts'
import { type Mesh, type Sculpture, sculpture } from './mesh.ts'
import type { Random } from './random.ts'
import { box, panel } from './shapes.ts'
import { shift, stretch, within } from './space.ts'
import type { Surface } from './surface.ts'
import { createSheet, type Sheet, type Texture } from './texture.ts'

export type Row = { readonly surfaces: Surface[]; readonly mesh: Mesh }

/** The yard's gate in the wall on the near side. */
export const gateX = [4, 9] as const

const pixelsPerMetre = 44
const walls = [
  '#d8c79a',
  '#9fb8a8',
  '#c9b7a0',
  '#b5a38a',
  '#8fa6b8',
  '#d2d0c8',
  '#c98f74',
  '#a8a094',
  '#e0d8c4',
] as const
const signs = ['#8a1f1c', '#1f4f86', '#1f6b42', '#c9a227', '#2b2b2b', '#b84a1c', '#6a2f6a'] as const

/** Tube houses, wall to wall on the far side: a shop below, a balcony above. */
export function houses(random: Random): Row {
  const surfaces: Surface[] = []
  const made = sculpture()
  for (let x: number = streetEnds[0]; x < streetEnds[1]; ) {
    const width = random.between(3.8, 5.2)
    const height = random.between(8, 13)
    const own = random.fork(`house ${Math.round(x * 10)}`)
    surfaces.push({
      corner: [x, height + pavementHeight, farWall],
      right: [width, 0, 0],
      down: [0, -height, 0],
      texture: () => facade(own.fork('facade'), width, height),
      repeat: [1, 1],
    })
    relief(made, own, x, width)
    x += width
  }
  return { surfaces, mesh: made.mesh() }
}

/** A wall with a gate on the near side, which only some cameras see. */
export function yardWall(): Mesh {
  const made = sculpture()
  const height = 1.1
  const pieces = Array.from({ length: streetEnds[1] - streetEnds[0] }, (_, i) => streetEnds[0] + i)
  // In pieces, since what reaches behind a camera is not drawn.
  for (const x of pieces.filter((from) => from < gateX[0] || from >= gateX[1])) {
    made.add(box, matt('#b9ab92'), within(shift(x + 0.5, height / 2, nearWall), stretch(1, height, 0.2)))
    made.add(box, matt('#8f8474'), within(shift(x + 0.5, height, nearWall), stretch(1, 0.08, 0.28)))
  }
  for (const x of gateX) made.add(box, matt('#a58f74'), within(shift(x, 0.9, nearWall), stretch(0.4, 1.8, 0.4)))
  return made.mesh()
}

function facade(random: Random, width: number, height: number): Texture {
  const sheet = createSheet(Math.round(width * pixelsPerMetre), Math.round(height * pixelsPerMetre), random.pick(walls))
  sheet.speckle(random, 7, 2)
  sheet.speckle(random, 14, 40)
  const shop = sheet.height - 3.1 * pixelsPerMetre
  for (let y = shop - 3.1 * pixelsPerMetre; y > -90; y -= 3.1 * pixelsPerMetre) storey(sheet, random, y)
  // Rain draws dirt down the walls.
  for (let i = 0; i < 8; i++)
    sheet.fade(random.between(0, sheet.width), 0, random.between(3, 12), shop, '#3a352e', [0.22, 0.02])
  if (random.chance(0.62)) openShop(sheet, random, shop)
  else shutters(sheet, random, shop)
  signboard(sheet, random, shop)
  return sheet.texture()
}

function storey(sheet: Sheet, random: Random, top: number): void {
  const tall = random.chance(0.5)
  const count = sheet.width > 200 ? 2 : 1
  for (let i = 0; i < count; i++) {
    const width = tall ? 62 : 76
    const x = ((i + 0.5) * sheet.width) / count - width / 2
    const y = top + (tall ? 22 : 34)
    const height = tall ? 108 : 78
    sheet.rectangle(x - 5, y - 5, width + 10, height + 10, '#d9d4c8')
    sheet.rectangle(x, y, width, height, '#1f2a30')
    sheet.fade(x, y, width, height, '#c4d4e0', [0.5, 0.05])
    for (let bar = 0; bar <= width; bar += width / 2) sheet.rectangle(x + bar - 2, y, 4, height, '#b9b2a4')
  }
  sheet.fade(0, top, sheet.width, 10, '#2c2822', [0.4, 0])
}

/** Open to the street and dark inside, with shelves of goods. */
function openShop(sheet: Sheet, random: Random, top: number): void {
  const height = sheet.height - top
  sheet.rectangle(10, top + 26, sheet.width - 20, height - 26, '#57524a')
  for (let y = top + 44; y < sheet.height - 30; y += 26) {
    sheet.rectangle(18, y + 18, sheet.width - 36, 3, '#5a5148')
    for (let x = 20; x < sheet.width - 28; x += random.between(7, 15)) {
      sheet.rectangle(
        x,
        y + random.between(2, 9),
        random.between(5, 10),
        16,
        random.pick(['#a33', '#cc9', '#396', '#48a', '#ddd', '#c83', '#446']),
        0.55,
      )
    }
  }
  sheet.fade(10, top + 26, sheet.width - 20, height - 26, '#141210', [0.35, 0.15])
}

function shutters(sheet: Sheet, random: Random, top: number): void {
  sheet.rectangle(
    10,
    top + 26,
    sheet.width - 20,
    sheet.height - top - 26,
    random.pick(['#7f8a90', '#5a6b78', '#8a8070', '#4f6b5a']),
  )
  for (let y = top + 30; y < sheet.height; y += 6) sheet.rectangle(10, y, sheet.width - 20, 2, '#22262a', 0.45)
}

/** Letters that nobody can read. */
function signboard(sheet: Sheet, random: Random, top: number): void {
  const back = random.pick(signs)
  const ink = random.pick(['#f2e9c9', '#ffffff', '#ffd23a'])
  sheet.rectangle(4, top - 22, sheet.width - 8, 46, back)
  sheet.rectangle(4, top - 22, sheet.width - 8, 2, '#000', 0.4)
  for (let x = 20; x < sheet.width - 30; x += 15) {
    if (random.chance(0.15)) continue
    sheet.rectangle(x, top - 10, 3, 22, ink)
    if (random.chance(0.6)) sheet.rectangle(x, top - 10, 10, 3, ink)
    if (random.chance(0.6)) sheet.rectangle(x, top - 1, 9, 3, ink)
    if (random.chance(0.6)) sheet.rectangle(x + 8, top - 10, 3, 22, ink)
  }
}

/** What stands out of a facade: awning, balcony, lit sign. */
function relief(made: Sculpture, random: Random, x: number, width: number): void {
  const block = (
    paint: ReturnType<typeof matt>,
    y: number,
    out: number,
    size: readonly [number, number, number],
    at = x + width / 2,
  ) => made.add(box, paint, within(shift(at, y + pavementHeight, farWall + out), stretch(...size)))
  if (random.chance(0.6)) {
    const [high, low] = [2.75 + pavementHeight, 2.3 + pavementHeight]
    const cloth = matt(random.pick(['#9a2f28', '#2f6a4a', '#2f5a8a', '#b8a23a', '#c9c4b8']))
    for (let i = 0; i < 6; i++) {
      const [from, to] = [x + 0.15 + ((width - 0.3) * i) / 6, x + 0.15 + ((width - 0.3) * (i + 1)) / 6]
      const pale: Colour = [0.6, 0.58, 0.52]
      const paint = i % 2 === 0 ? cloth : { ...cloth, colour: pale }
      made.add(
        panel([
          [from, high, farWall],
          [from, low, farWall + 1.3],
          [to, low, farWall + 1.3],
          [to, high, farWall],
        ]),
        paint,
      )
    }
  }
  for (const floor of [3.25, 6.35]) {
    if (!random.chance(0.6)) continue
    block(matt('#b8b0a2'), floor, 0.45, [width - 0.3, 0.14, 0.9])
    block(matt('#3a3f44'), floor + 0.95, 0.88, [width - 0.3, 0.05, 0.05])
    for (let bar = 0.2; bar < width - 0.2; bar += 0.22)
      block(matt('#3a3f44'), floor + 0.5, 0.88, [0.03, 0.9, 0.03], x + bar)
  }
  if (random.chance(0.5))
    block(lamp(random.pick(['#c8321e', '#2a78c8', '#e0b020', '#28a060']), 2.5), 4.4, 0.6, [0.12, 1.6, 0.7], x + 0.3)
}
