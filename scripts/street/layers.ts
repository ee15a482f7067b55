/** What the rasteriser fills, sample by sample; a pixel is `samplesPerSide`² of them. */
export type Layers = {
  readonly width: number
  readonly height: number
  /** 1 ÷ depth in metres; 0 where there is sky. */
  readonly nearness: Float32Array
  /** Linear red, green, blue. */
  readonly light: Float32Array
  /** Which object is seen; 0 is the street. */
  readonly owner: Uint16Array
  /** What shadows take from, and headlights add to, the light of the ground. */
  readonly gain: Float32Array
  /** 1 where shadows may fall. */
  readonly ground: Uint8Array
}

export const samplesPerSide = 2

/** Side of the squares in which changes are noted, in samples. */
export const tileSide = 32

export function createLayers(width: number, height: number): Layers {
  const samples = width * height
  return {
    width,
    height,
    nearness: new Float32Array(samples),
    light: new Float32Array(samples * 3),
    owner: new Uint16Array(samples),
    gain: new Float32Array(samples).fill(1),
    ground: new Uint8Array(samples),
  }
}

/** Which tiles differ from the empty street. */
export type Tiles = {
  /** Notes a rectangle of samples. */
  mark(left: number, top: number, right: number, bottom: number): void
  each(visit: (left: number, top: number, right: number, bottom: number) => void): void
  clear(): void
}

export function createTiles(width: number, height: number): Tiles {
  const columns = Math.ceil(width / tileSide)
  const rows = Math.ceil(height / tileSide)
  const marks = new Uint8Array(columns * rows)
  const column = (x: number) => Math.min(columns - 1, Math.max(0, Math.floor(x / tileSide)))
  const row = (y: number) => Math.min(rows - 1, Math.max(0, Math.floor(y / tileSide)))

  return {
    mark(left, top, right, bottom) {
      if (right < 0 || bottom < 0 || left > width || top > height) return
      for (let y = row(top); y <= row(bottom); y++)
        marks.fill(1, y * columns + column(left), y * columns + column(right) + 1)
    },
    each(visit) {
      for (let i = 0; i < marks.length; i++) {
        if (marks[i] === 0) continue
        const [left, top] = [(i % columns) * tileSide, Math.floor(i / columns) * tileSide]
        visit(left, top, Math.min(width, left + tileSide), Math.min(height, top + tileSide))
      }
    },
    clear: () => marks.fill(0),
  }
}

/** Copies back what is under the tiles. */
export function restore(layers: Layers, from: Layers, tiles: Tiles): void {
  tiles.each((left, top, right, bottom) => {
    for (let y = top; y < bottom; y++) {
      const [start, end] = [y * layers.width + left, y * layers.width + right]
      layers.nearness.set(from.nearness.subarray(start, end), start)
      layers.light.set(from.light.subarray(start * 3, end * 3), start * 3)
      layers.gain.set(from.gain.subarray(start, end), start)
      layers.owner.fill(0, start, end)
    }
  })
}

export function copied(layers: Layers): Layers {
  return {
    ...layers,
    nearness: layers.nearness.slice(),
    light: layers.light.slice(),
    owner: layers.owner.slice(),
    gain: layers.gain.slice(),
  }
}
