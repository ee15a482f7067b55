import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Frame } from '../../agent/decode/frame.ts'
import { type Detector, openDetector } from '../../agent/detect/detector.ts'
import { loadManifest } from '../../models/manifest.ts'
import type { EventRecord } from '../../wire/rest.ts'
import { toFrame } from '../agent/detect/picture.ts'
import { weightsOf } from '../models/weights.ts'
import { hasShared, shared } from '../shared.ts'
import { createStack, type Stack, waitFor } from './stack.ts'

/** Three people who look into the camera, until the end. */
const clip = 'intel_preview_face-demographics-walking-and-pause.mp4'
const wholePicture = [
  [0.01, 0.01],
  [0.99, 0.01],
  [0.99, 0.99],
  [0.01, 0.99],
]
/** Over the faces of the two on the left, and a corner. */
const masks = [
  [
    [0.1, 0.2],
    [0.55, 0.15],
    [0.55, 0.55],
    [0.1, 0.6],
  ],
  [
    [1, 1],
    [0.9, 1],
    [1, 0.9],
  ],
]

function camera(id: string, privacy: object, more: object = {}) {
  const rules = [0, 600, 1_200, 1_800, 2_400].map((dwellMs) => ({
    ...{ name: `after ${dwellMs}`, type: 'zone', classes: ['Human'], points: wholePicture, report: ['dwell'], dwellMs },
  }))
  return { id, fps: 4, source: { url: shared('clips', clip), realTime: false }, rules, privacy, ...more }
}

type Stored = {
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly rgb: Buffer
  readonly frame: Frame
}

describe.skipIf(!hasShared)('pictures of people', () => {
  let stack: Stack
  let faces: Detector

  beforeAll(async () => {
    const manifest = loadManifest('models', 'yunet-n-640')
    const modelFile = weightsOf('yunet-n-640')
    faces = await openDetector({ manifest, modelFile, threads: 1, minScore: 0.3, timeoutMs: 60_000 })
    stack = await createStack()
    await stack.startCollector()
    const agent = stack.startAgent([
      camera('plain', { blur: 'none' }),
      camera('usual', {}),
      camera('heads', { blur: 'heads' }),
      camera('people', { blur: 'people' }),
      camera('masked', { blur: 'none' }, { masks }),
    ])
    await waitFor(
      'the clip was played to its end five times and everything delivered',
      async () => {
        const [record] = await stack.agents()
        return record?.cameras.every(({ status }) => status === 'ended') === true && record.outboxDepth === 0
      },
      { timeoutMs: 150_000, whileRuns: agent },
    )
    await waitFor('every picture is uploaded', async () => {
      const named = (await stack.events()).flatMap(({ snapshot, thumbnail }) =>
        [snapshot ?? [], thumbnail ?? []].flat(),
      )
      const answers = await Promise.all(
        [...new Set(named)].map((sha256) => fetch(`${stack.httpUrl}/api/media/${sha256}`, { method: 'HEAD' })),
      )
      return answers.every(({ ok }) => ok)
    })
  }, 200_000)

  afterAll(async () => {
    await stack.close()
    await faces.close()
  })

  async function fetchPicture(sha256: string): Promise<Stored> {
    const answer = await fetch(`${stack.httpUrl}/api/media/${sha256}`)
    expect(answer.status).toBe(200)
    const jpeg = Buffer.from(await answer.arrayBuffer())
    const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
    const { width, height } = info
    const colourAt = (x: number, y: number) => {
      const at = (y * width + x) * 3
      return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0] as const
    }
    return { bytes: jpeg.byteLength, width, height, rgb: data, frame: toFrame(width, height, colourAt) }
  }

  /** Each picture that events of a camera name, once. */
  async function pictures(id: string, kind: 'snapshot' | 'thumbnail') {
    const events = await stack.events(`&camera=${id}`)
    const named = new Set(events.flatMap((event: EventRecord) => event[kind] ?? []))
    return { events, pictures: await Promise.all([...named].map(fetchPicture)) }
  }

  async function facesIn(stored: readonly Stored[]): Promise<number> {
    let found = 0
    for (const { frame } of stored) found += (await faces.detect(frame)).detections.length
    return found
  }

  it('show three faces where nothing is hidden', async () => {
    const { pictures: snapshots, events } = await pictures('plain', 'snapshot')
    expect(snapshots.length).toBeGreaterThanOrEqual(5)
    expect(await facesIn(snapshots)).toBeGreaterThanOrEqual(3 * snapshots.length - 1)
    expect(await facesIn((await pictures('plain', 'thumbnail')).pictures)).toBeGreaterThan(0)
    expect(events.flatMap(({ privacy }) => privacy ?? [])).toEqual([])
  })

  it.each([
    ['usual', 'faces-blurred'],
    ['heads', 'heads-blurred'],
    ['people', 'people-blurred'],
  ] as const)('of camera %s show none, neither large nor small, and say that %s', async (id, applied) => {
    for (const kind of ['snapshot', 'thumbnail'] as const) {
      const { pictures: stored, events } = await pictures(id, kind)
      expect(stored.length).toBeGreaterThanOrEqual(5)
      expect(await facesIn(stored)).toBe(0)
      for (const { privacy } of events) expect(privacy).toContain(applied)
    }
  })

  it('are black where there is a mask, and only there', async () => {
    const { pictures: snapshots, events } = await pictures('masked', 'snapshot')
    expect(snapshots.length).toBeGreaterThanOrEqual(1)
    for (const { width, height, rgb } of snapshots) {
      const lumaAt = (x: number, y: number) =>
        rgb[(Math.round(y * height) * width + Math.round(x * width)) * 3 + 1] ?? 0
      // A JPEG rings by a few pixels along a border.
      for (let x = 0.12; x < 0.53; x += 0.004) {
        for (let y = 0.22; y < 0.53; y += 0.004) expect(lumaAt(x, y)).toBeLessThan(12)
      }
      expect(lumaAt(0.99, 0.99)).toBeLessThan(12)
      expect(lumaAt(0.3, 0.1)).toBeGreaterThan(40)
      expect(lumaAt(0.93, 0.93)).toBeGreaterThan(40)
    }
    for (const { privacy } of events) expect(privacy).toEqual(['masked'])
    expect(await facesIn(snapshots)).toBeLessThanOrEqual(snapshots.length)
  })

  it('are small where they are thumbnails', async () => {
    for (const { bytes, width, height } of (await pictures('plain', 'thumbnail')).pictures) {
      expect(bytes).toBeLessThanOrEqual(10_240)
      expect(width).toBeLessThanOrEqual(320)
      expect(width / height).toBeCloseTo(16 / 9, 1)
    }
  })
})
