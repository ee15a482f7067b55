import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Box } from '../../../agent/detect/detection.ts'
import { type Detector, openDetector } from '../../../agent/detect/detector.ts'
import type { Moving } from '../../../agent/detect/model-input.ts'
import type { SquareModel } from '../../../models/manifest.ts'
import { toFrame } from './picture.ts'
import { type TinyGraph, tinyGraph } from './tiny-graph.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-squares-'))
const open: Detector[] = []

afterEach(async () => {
  for (const detector of open.splice(0)) await detector.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Where a cell changes somebody is, and a car as much as it is light; a box of 0.4 × 0.6 squares around either. */
const channels: TinyGraph['channels'] = [
  { change: 1 },
  { luma: 0.5 },
  { plus: 0.2 },
  { plus: 0.3 },
  { plus: 0.2 },
  { plus: 0.3 },
]
const graph: TinyGraph = { input: 'planes', output: 'cells', side: 16, across: 4, channels }
const modelFile = join(folder, 'tiny.onnx')

function writeModel(change: Partial<TinyGraph> = {}): SquareModel {
  const bytes = tinyGraph({ ...graph, ...change })
  writeFileSync(modelFile, bytes)
  return {
    ...{ name: 'tiny', version: '1.0.0', file: 'tiny.onnx', licence: 'Apache-2.0', bytes: bytes.length },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    input: { name: 'planes', side: 16, planes: 'luma+change' },
    decoder: { type: 'cells', output: 'cells', across: 4 },
    thresholds: { score: 0.1, iou: 0.5 },
    labels: ['human', 'car'],
    classes: { human: { class: 'Human' }, car: { class: 'Vehicle', vehicleType: 'Car' } },
  }
}

async function openModel(manifest: SquareModel): Promise<Detector> {
  const detector = await openDetector({ manifest, modelFile, threads: 1, minScore: 0.3, timeoutMs: 30_000 })
  open.push(detector)
  return detector
}

const [width, height] = [320, 200]
const cellPixels = 8
const [across, down] = [width / cellPixels, height / cellPixels]
/** Luma of about a third. */
const grey = toFrame(width, height, () => [80, 80, 80])
const luma = (grey.data[0] ?? 0) / 255

/**
 * Regions whose squares are of 32 pixels, so that their cells are those of the change map; in the second cell of the second
 * line of each as much has changed as `thresholds` says.
 */
function moving(...places: readonly { left: number; top: number; thresholds: number }[]): Moving {
  const contrast = new Float32Array(across * down)
  for (const { left, top, thresholds } of places) {
    contrast[(top / cellPixels + 1) * across + left / cellPixels + 1] = thresholds
  }
  const regions = places.map(({ left, top }) => ({
    box: [(left + 3.2) / width, (top + 3.2) / height, 25.6 / width, 25.6 / height] as const,
  }))
  return { regions, change: { width: across, height: down, cellPixels, contrast } }
}

/** Of one cell that changes alone, blended with its neighbours. */
const blended = 0.75 ** 2

function pixelsOf([x, y, w, h]: Box): number[] {
  return [x * width, y * height, w * width, h * height].map((value) => Math.round(value * 100) / 100)
}

describe('a detector that looks at squares', () => {
  it('finds what its graph says of each of them, in the picture, with the chance of each label', async () => {
    const manifest = writeModel()
    const detector = await openModel(manifest)
    expect(detector).toMatchObject({ model: 'tiny@1.0.0', sha256: manifest.sha256, decoder: 'cells' })
    const places = [
      { left: 40, top: 24, thresholds: 3 },
      { left: 200, top: 120, thresholds: 4 },
    ]
    const { detections, inferenceMs } = await detector.detect({ ...grey, moving: moving(...places) })
    expect(inferenceMs).toBeGreaterThan(0)
    // The middle of the cell is 12 pixels from the corner, the box 6.4 and 9.6 to its sides.
    expect(detections.map(({ label, box }) => [label, ...pixelsOf(box)])).toEqual([
      ['human', 205.6, 122.4, 12.8, 19.2],
      ['human', 45.6, 26.4, 12.8, 19.2],
    ])
    for (const [index, score] of [blended, 0.75 * blended].entries()) {
      const found = detections[index]
      const either = 1 - (1 - score) * (1 - luma / 2)
      expect(found).toMatchObject({ class: 'Human', score: expect.closeTo(either, 5) as number })
      expect(found?.chances).toEqual([
        { label: 'human', class: 'Human', chance: expect.closeTo(score, 5) as number },
        { label: 'car', class: 'Vehicle', vehicleType: 'Car', chance: expect.closeTo(luma / 2, 5) as number },
      ])
    }
  })

  it('finds nothing where nothing moves, and goes on with any number of regions', async () => {
    const detector = await openModel(writeModel())
    const one = { left: 40, top: 24, thresholds: 4 }
    for (const places of [[], [one], [], [one, { ...one, left: 120 }], [one]]) {
      const { detections } = await detector.detect({ ...grey, moving: moving(...places) })
      expect(detections).toHaveLength(places.length)
    }
  })

  it('looks at the largest regions of a picture in which everything moves', async () => {
    const detector = await openModel(writeModel())
    const places = Array.from({ length: 40 }, (_, index) => ({
      ...{ left: 40 * (index % 8) + 8, top: 40 * Math.floor(index / 8) + 8 },
      thresholds: 4,
    }))
    const { detections } = await detector.detect({ ...grey, moving: moving(...places) })
    const lowest = Math.max(...detections.map(({ box }) => pixelsOf(box)[1] ?? 0))
    expect(detections).toHaveLength(24)
    expect(lowest).toBeLessThan(places[24]?.top ?? 0)
  })

  it('takes what is about as large as its region for one object, also where it reaches over its square', async () => {
    // To the left of the square by 2.4 pixels.
    const edges = [0.45, 0.3, 0.5, 0.4].map((plus) => ({ plus }))
    const detector = await openModel(writeModel({ channels: [...channels.slice(0, 2), ...edges] }))
    const { change } = moving({ left: 40, top: 24, thresholds: 4 })
    const find = async (...[x, y, w, h]: Box) => {
      const box = [x / width, y / height, w / width, h / height] as const
      const { detections } = await detector.detect({ ...grey, moving: { regions: [{ box }], change } })
      return detections.map((detection) => pixelsOf(detection.box))
    }
    expect(await find(43.2, 27.2, 25.6, 25.6)).toEqual([[37.6, 26.4, 30.4, 22.4]])
    // The same square around what is much lower.
    expect(await find(43.2, 36, 25.6, 8)).toEqual([])
  })

  it('does not guess where something moves', async () => {
    const detector = await openModel(writeModel())
    await expect(detector.detect(grey)).rejects.toMatchObject({
      code: 'inference-failed',
      message: 'detect: running tiny: this model looks only at what moves, and nobody said what does',
    })
  })

  it('says so when its graph gives something that is no number', async () => {
    const endless = { ...graph, channels: [{ change: 1e38, plus: 3e38 }, ...channels.slice(1)] }
    await expect(openModel(writeModel(endless))).resolves.toBeDefined()
    const thresholds = 4
    await expect(open[0]?.detect({ ...grey, moving: moving({ left: 40, top: 24, thresholds }) })).rejects.toMatchObject(
      { code: 'bad-output' },
    )
  })

  it.each<[string, Partial<TinyGraph>, string]>([
    ['squares of another size', { side: 32, across: 8 }, 'input planes is float32 [squares, 2, 32, 32], the manifest'],
    [
      'more labels',
      { channels: [...channels, {}] },
      'output cells is float32 [squares, 7, 4, 4], the manifest says float32 [squares, 6, 4, 4]; correct tiny.json',
    ],
    ['an output of another name', { output: 'boxes' }, 'there is no output cells, only boxes'],
  ])('is refused when its graph has %s', async (_, change, message) => {
    await expect(openModel(writeModel(change))).rejects.toMatchObject({
      code: 'graph-mismatch',
      message: expect.stringContaining(message) as string,
    })
  })
})
