import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Frame } from '../../../agent/decode/frame.ts'
import { intersectionOverUnion } from '../../../agent/detect/candidate.ts'
import type { Box } from '../../../agent/detect/detection.ts'
import { type Detector, type DetectorOptions, openDetector } from '../../../agent/detect/detector.ts'
import type { ModelManifest, PictureModel } from '../../../models/manifest.ts'
import { pictureModel, pictureModels } from '../../models/picture-models.ts'
import { weightsOf } from '../../models/weights.ts'
import { hasShared, shared } from '../../shared.ts'
import { loadPicture, toFrame } from './picture.ts'

const manifests = pictureModels()
const yolox = pictureModel('yolox-nano-416')
const folder = mkdtempSync(join(tmpdir(), 'watchpost-detect-'))
const open: Detector[] = []

async function openModel(options: Partial<DetectorOptions> & { manifest: ModelManifest }): Promise<Detector> {
  const defaults = { modelFile: weightsOf(options.manifest.name), threads: 1, minScore: 0.3, timeoutMs: 30_000 }
  const detector = await openDetector({ ...defaults, ...options })
  open.push(detector)
  return detector
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

afterEach(async () => {
  for (const detector of open.splice(0)) await detector.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(!hasShared)('a detector with real weights', () => {
  const marked: readonly [file: string, label: string, box: Box][] = [
    ['000000000308.jpg', 'person', [0.21, 0.07, 0.21, 0.93]],
    ['000000000308.jpg', 'person', [0.6, 0.06, 0.27, 0.93]],
    ['000000116740.jpg', 'car', [0.63, 0.73, 0.23, 0.13]],
    ['000000303818.jpg', 'car', [0.01, 0.31, 0.27, 0.12]],
  ]
  const files = [...new Set(marked.map(([file]) => file))]
  let pictures: Frame[] = []

  beforeAll(async () => {
    pictures = await Promise.all(
      files.map((file) => loadPicture(shared('images', 'coco_permissive_train82', 'images', file))),
    )
  })

  it.each(manifests.map((manifest) => [manifest.name, manifest] as const))(
    '%s finds the large people and cars where people marked them',
    async (_, manifest) => {
      const detector = await openModel({ manifest })
      expect(detector).toMatchObject({ model: `${manifest.name}@${manifest.version}`, sha256: manifest.sha256 })
      for (const [index, file] of files.entries()) {
        const { detections, inferenceMs } = await detector.detect(pictures[index] as Frame)
        expect(inferenceMs).toBeGreaterThan(0)
        for (const [, label, box] of marked.filter(([name]) => name === file)) {
          const same = detections.filter((detection) => detection.label === label)
          const best = Math.max(0, ...same.map((detection) => intersectionOverUnion(detection.box, box)))
          expect(best, `${label} at ${box.join(' ')} of ${file}`).toBeGreaterThan(0.5)
        }
      }
    },
  )

  it.each(manifests.map((manifest) => [manifest.name, manifest] as const))(
    '%s sees nothing in a grey picture, and says class and kind of what it sees',
    async (_, manifest) => {
      const detector = await openModel({ manifest })
      const grey = await detector.detect(toFrame(321, 243, () => [120, 120, 120]))
      expect(grey.detections).toEqual([])
      const { detections } = await detector.detect(pictures[1] as Frame)
      const known = new Set(Object.keys(manifest.classes))
      expect(detections.filter(({ label }) => !known.has(label))).toEqual([])
      expect(detections.filter(({ label }) => label === 'car')[0]).toMatchObject({
        class: 'Vehicle',
        vehicleType: 'Car',
      })
    },
  )

  it('serves cameras with pictures of different sizes at once', async () => {
    const detector = await openModel({ manifest: yolox })
    const alone = []
    for (const picture of pictures) alone.push((await detector.detect(picture)).detections)
    const together = await Promise.all(pictures.map((picture) => detector.detect(picture)))
    expect(together.map(({ detections }) => detections)).toEqual(alone)
  })

  it('gives weaker detections when asked, but not what its manifest calls noise', async () => {
    const [picture] = pictures as [Frame]
    const count = async (minScore: number) =>
      (await (await openModel({ manifest: yolox, minScore })).detect(picture)).detections
    const few = await count(0.5)
    const more = await count(0.1)
    const floor = await count(0.01)
    expect(more.length).toBeGreaterThan(few.length)
    expect(few.every(({ score }) => score >= 0.5)).toBe(true)
    expect(floor.every(({ score }) => score >= yolox.thresholds.score)).toBe(true)
  })

  it('rejects a picture whose bytes are not its size, and takes the next one', async () => {
    const detector = await openModel({ manifest: yolox })
    const broken = detector.detect({ at: 0, width: 100, height: 100, data: new Uint8Array(10) })
    await expect(broken).rejects.toMatchObject({
      code: 'inference-failed',
      message: expect.stringContaining('needs 15000 bytes of I420, got 10') as string,
    })
    await expect(detector.detect(pictures[0] as Frame)).resolves.toMatchObject({
      detections: expect.any(Array) as unknown[],
    })
  })

  it('takes an inference that is too slow for hung, and the process survives threads that end inside native code', async () => {
    const detector = await openModel({ manifest: yolox, timeoutMs: 1 })
    for (let round = 0; round < 4; round += 1) {
      await expect(detector.detect(pictures[0] as Frame)).rejects.toMatchObject({ code: 'hung' })
    }
  })

  it('closes when its signal aborts', async () => {
    const controller = new AbortController()
    const detector = await openModel({ manifest: yolox, signal: controller.signal })
    controller.abort()
    await expect(detector.detect(pictures[0] as Frame)).rejects.toMatchObject({ code: 'closed' })
    await expect(openModel({ manifest: yolox, signal: controller.signal })).rejects.toThrow('aborted')
  })
})

describe.skipIf(!hasShared)('a model that does not fit', () => {
  it('is refused when its weights are not the ones of the manifest', async () => {
    const modelFile = weightsOf('yolox-nano-384x640')
    await expect(openModel({ manifest: yolox, modelFile })).rejects.toMatchObject({
      name: 'DetectorError',
      code: 'weights-wrong',
      message: expect.stringMatching(
        /model yolox-nano-416: .*yolox_nano_384x640.onnx holds 3678201 bytes .* the manifest says 3659407 .* npm run models -- pull yolox-nano-416$/,
      ) as string,
    })
  })

  it('is refused when half of its graph is missing', async () => {
    const half = readFileSync(weightsOf(yolox.name)).subarray(0, 1_800_000)
    const modelFile = join(folder, 'half.onnx')
    writeFileSync(modelFile, half)
    await expect(openModel({ manifest: yolox, modelFile })).rejects.toMatchObject({ code: 'weights-wrong' })
    const manifest = { ...yolox, sha256: sha256(half) }
    await expect(openModel({ manifest, modelFile })).rejects.toMatchObject({
      code: 'graph-unreadable',
      message: expect.stringContaining('half.onnx is no graph that the runtime can load') as string,
    })
  })

  it('is refused when its input has another size', async () => {
    const manifest = { ...yolox, input: { ...yolox.input, width: 320, height: 320 } }
    await expect(openModel({ manifest })).rejects.toMatchObject({
      code: 'graph-mismatch',
      message: expect.stringMatching(
        /input images is float32 \[1, 3, 416, 416\], the manifest says float32 \[1, 3, 320, 320\]; output output is float32 \[1, 3549, 85\], the manifest says float32 \[1, 2100, 85\]; correct yolox-nano-416.json$/,
      ) as string,
    })
  })

  it.each<[string, Partial<PictureModel>, string]>([
    [
      'another input',
      { input: { ...yolox.input, name: 'x' } },
      'there is no input x, only images; input images is not in',
    ],
    [
      'fewer labels',
      { labels: yolox.labels.slice(0, 20) },
      'output output is float32 [1, 3549, 85], the manifest says',
    ],
    [
      'another kind of decoder',
      { decoder: pictureModel('deimv2-femto-416').decoder },
      'there is no input orig_target_sizes',
    ],
  ])('is refused when its manifest speaks of %s', async (_, change, message) => {
    await expect(openModel({ manifest: { ...yolox, ...change } })).rejects.toThrow(message)
  })

  it('is refused when the labels that it gives are not in the manifest', async () => {
    const deim = pictureModel('deimv2-femto-416')
    const manifest = { ...deim, labels: ['person'], thresholds: { ...deim.thresholds, score: 0.001 } }
    await expect(openModel({ manifest, minScore: 0.001 })).rejects.toMatchObject({ code: 'bad-output' })
  })
})

describe('a model without weights', () => {
  it('is refused, with the command that gets them', async () => {
    const modelFile = join(folder, 'none.onnx')
    await expect(openModel({ manifest: yolox, modelFile })).rejects.toMatchObject({
      code: 'weights-missing',
      message: `detect: model yolox-nano-416: cannot read ${modelFile} (ENOENT); get the weights with: npm run models -- pull yolox-nano-416`,
    })
  })
})
