import { cameras } from './cameras.ts'
import { createDarkroom } from './develop.ts'
import { eachPiece, placed } from './figure.ts'
import { furniture } from './furniture.ts'
import { ground, groundAt, pavementHeight } from './ground.ts'
import { headlightPool } from './headlights.ts'
import { houses, yardWall } from './houses.ts'
import { type Light, lights, rainy } from './light.ts'
import type { Mesh } from './mesh.ts'
import { frameCount, type StreetOptions } from './options.ts'
import { type Actor, createPlay } from './play.ts'
import { createRain } from './rain.ts'
import { createRandom, type Random } from './random.ts'
import { createRaster, type Raster } from './raster.ts'
import { presence, type Role } from './role.ts'
import { type Sighting, sightings } from './sightings.ts'
import { identity, type Placement, shift, turn, within } from './space.ts'
import { drawSurface } from './surface.ts'
import type { Pose } from './view.ts'

export type StreetFrame = {
  /** Red, green, blue, a byte each; valid until the next frame. */
  readonly pixels: Uint8Array
  readonly sightings: readonly Sighting[]
  /** Which object is seen, 0: the street; `samplesPerSide`² samples a pixel. Valid until the next frame. */
  readonly owner: Uint16Array
}

export type Street = {
  readonly actors: readonly Actor[]
  /** Any frame, in any order: the same frame is always the same bytes. */
  frame(index: number): StreetFrame
}

/** How often somebody who stands sways in the film. */
const swayS = 4

/** What may be other than the options have it, for pictures to learn from. */
export type View = { readonly pose: Pose; readonly light: Light }

export function createStreet(options: StreetOptions, view: Partial<View> = {}): Street {
  const { seed, rain, width, height, seconds } = options
  const pose = view.pose ?? cameras[options.camera].pose
  const dry = view.light ?? lights[options.light]
  const light = rain ? rainy(dry) : dry
  const random = createRandom(seed)
  const raster = createRaster(pose, light, width, height)
  drawStreet(raster, light, random.fork('street'), rain)
  const darkroom = createDarkroom(raster.layers, light, seed)
  darkroom.developAll()
  const drops = createRain(width, height, seed)
  const actors = createPlay(options)
  const count = frameCount(options)

  return {
    actors,
    frame(index) {
      const at = index / options.fps
      const sway = Math.sin(2 * Math.PI * (index / count) * Math.max(1, Math.round(seconds / swayS)))
      raster.begin()
      const present = actors.filter(({ role }) => isPresent(role, at))
      for (const actor of present) if (actor.ridesId === undefined) lay(actor, placeOf(actor, at, sway))
      for (const actor of present) draw(actor, placeOf(actor, at, sway))
      const pixels = darkroom.develop(raster.tiles, index)
      if (rain) drops(pixels, index)
      return {
        pixels,
        owner: raster.layers.owner,
        sightings: sightings(raster.layers, raster.tiles, raster.silhouettes),
      }
    },
  }

  /** Its shadow, and the light it throws. */
  function lay({ role: { figure } }: Actor, placement: Placement): void {
    const height = placement[7] as number
    eachPiece(figure.root, placement, undefined, (mesh, at) => raster.cast(mesh, at, height))
    if (light.glow === 0 || figure.headlight === undefined) return
    raster.brighten(headlightPool, within(placement, shift(figure.headlight, 0, 0)), height)
  }

  function draw({ id, role: { figure }, ridesId }: Actor, placement: Placement): void {
    const rider = figure.rider?.root
    if (ridesId === undefined) eachPiece(figure.root, placement, rider, show)
    else if (rider) eachPiece(rider, placed(figure.root, placement), undefined, show)

    function show(mesh: Mesh, at: Placement): void {
      raster.draw(mesh, at, id)
    }
  }
}

function drawStreet(raster: Raster, light: Light, random: Random, rain: boolean): void {
  const row = houses(random.fork('houses'))
  for (const surface of [...ground(random.fork('ground'), rain), ...row.surfaces]) drawSurface(raster, light, surface)
  for (const mesh of [row.mesh, yardWall(), furniture(random.fork('furniture'))]) {
    raster.draw(mesh, identity, 0)
    for (const height of [0, pavementHeight]) raster.cast(mesh, identity, height)
  }
  raster.keep()
}

function isPresent(role: Role, seconds: number): boolean {
  const [from, to] = presence(role)
  return seconds >= from && seconds < to
}

/** Moves the figure to where its path has it. @returns its place in the world */
function placeOf({ role: { figure, path, carries } }: Actor, seconds: number, sway: number): Placement {
  const { place, speed, distance } = path.at(seconds)
  figure.pose({ distance, speed, sway })
  if (carries) figure.carry?.(carries(seconds))
  return within(shift(place[0], groundAt(place[1]), place[1]), turn(0, path.heading(seconds), 0))
}
