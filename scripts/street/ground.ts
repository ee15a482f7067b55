import type { Random } from './random.ts'
import type { Point3 } from './space.ts'
import type { Surface } from './surface.ts'
import { createSheet, type Texture } from './texture.ts'

/** Metres from the middle of the road: its kerbs, and what stands along the pavements. */
export const kerb = 4.6
export const farWall = -8.6
export const nearWall = 8.4
/** Pavements lie higher than the road. */
export const pavementHeight = 0.14
/** How far the street reaches each way. */
export const streetEnds = [-42, 78] as const
/** Where the zebra crossing is. */
export const crossingX = 4.6

const length = streetEnds[1] - streetEnds[0]

/** What height the ground has. */
export function groundAt(z: number): number {
  return Math.abs(z) < kerb ? 0 : pavementHeight
}

export function ground(random: Random, rain: boolean): Surface[] {
  const asphalt = road(random.fork('road'), rain)
  const pavement = tiles(random.fork('pavement'), rain)
  const stone = createSheet(64, 8, '#a8a49c').texture()
  const white = paint(random.fork('paint'), '#d8d6d0')
  const lying = (
    x: number,
    z: number,
    width: number,
    depth: number,
    y: number,
    texture: Texture,
    repeat: Surface['repeat'],
  ): Surface => ({
    corner: [x, y, z],
    right: [width, 0, 0],
    down: [0, 0, depth],
    texture: () => texture,
    repeat,
    isGround: true,
  })
  const left = streetEnds[0]
  const kerbStone = (z: number): Surface => ({
    corner: [left, pavementHeight, z],
    right: [length, 0, 0],
    down: [0, -pavementHeight, 0],
    texture: () => stone,
    repeat: [length, 1],
  })
  const strip = (x: number, z: number, width: number, depth: number) =>
    lying(x, z, width, depth, 0.006, white, [Math.max(1, width), Math.max(1, depth)])
  return [
    lying(left, -kerb, length, kerb * 2, 0, asphalt, [length / 9, 1]),
    lying(left, farWall - 1.5, length, 1.5 - farWall - kerb, pavementHeight, pavement, [length / 2, 2.6]),
    lying(left, kerb, length, 30, pavementHeight, pavement, [length / 2, 15]),
    kerbStone(-kerb + 0.01),
    ...Array.from({ length: Math.floor(length / 6) }, (_, i) => left + i * 6)
      .filter((x) => Math.abs(x + 1 - crossingX) > 3)
      .map((x) => strip(x, -0.07, 2.4, 0.14)),
    ...[-kerb + 0.35, kerb - 0.45].map((z) => strip(left, z, length, 0.1)),
    ...Array.from({ length: 8 }, (_, i) => strip(crossingX - 1.4, -kerb + 0.75 + i * 1.02, 2.8, 0.5)),
  ]
}

function road(random: Random, rain: boolean): Texture {
  const sheet = createSheet(512, 512, rain ? '#434649' : '#5a5b5e')
  sheet.speckle(random, 6, 1)
  sheet.speckle(random, 6, 4)
  sheet.speckle(random, 12, 60)
  for (let i = 0; i < 5; i++) {
    sheet.rectangle(
      random.between(0, 440),
      random.between(0, 440),
      random.between(30, 90),
      random.between(20, 50),
      '#38393b',
      0.35,
    )
  }
  // Tyres and oil darken where vehicles run.
  for (const y of [60, 130, 190, 310, 370, 440]) sheet.fade(0, y, 512, 26, '#2c2c2e', [0.22, 0.12])
  return sheet.texture()
}

function tiles(random: Random, rain: boolean): Texture {
  const sheet = createSheet(256, 256, rain ? '#857e74' : '#a39b8e')
  for (let y = 0; y < 256; y += 32) {
    for (let x = 0; x < 256; x += 32)
      sheet.rectangle(x, y, 32, 32, random.pick(['#8f5c4c', '#c4bcae', '#777']), random.between(0.04, 0.2))
  }
  sheet.speckle(random, 5, 1)
  sheet.speckle(random, 12, 24)
  for (let i = 0; i < 256; i += 32) {
    sheet.rectangle(i, 0, 1, 256, '#3c362f', 0.5)
    sheet.rectangle(0, i, 256, 1, '#3c362f', 0.5)
  }
  return sheet.texture()
}

function paint(random: Random, text: string): Texture {
  const sheet = createSheet(64, 64, text)
  sheet.speckle(random, 22, 2)
  sheet.speckle(random, 18, 12)
  return sheet.texture()
}

/** Corners of a rectangle on the ground, in the order of a walk around it. */
export function rectangleOn(x: readonly [number, number], z: readonly [number, number]): Point3[] {
  const y = groundAt((z[0] + z[1]) / 2)
  return [
    [x[0], y, z[0]],
    [x[1], y, z[0]],
    [x[1], y, z[1]],
    [x[0], y, z[1]],
  ]
}
