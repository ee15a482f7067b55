/** Real pictures of people, as a camera that films, looks and cuts would have them; only the clock is ours. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClipCutter, createTurns } from '../../agent/clip-cutter.ts'
import { openClipHiding } from '../../agent/clip-hiding.ts'
import { AgentConfig } from '../../agent/config.ts'
import { openFrames } from '../../agent/decode/open-frames.ts'
import { type Detector, openDetector } from '../../agent/detect/detector.ts'
import { peopleIn } from '../../agent/privacy/people.ts'
import type { Sighting } from '../../agent/privacy/veil.ts'
import type { ClipWindow } from '../../agent/recording/clip-window.ts'
import { openRing } from '../../agent/recording/ring.ts'
import { sourceInput } from '../../agent/source/source-input.ts'
import { createTracker } from '../../agent/track/tracker.ts'
import { loadManifest } from '../../models/manifest.ts'
import { checkConfig } from '../../runtime/config.ts'
import { projectRoot } from '../../runtime/project.ts'
import { weightsOf } from '../models/weights.ts'
import { hasShared, shared } from '../shared.ts'
import { loadPicture } from './detect/picture.ts'
import { epoch, record, temporaryFolder } from './recording/footage.ts'

/** Three people who come nearer and look into the camera, 12 pictures a second. */
const url = shared('clips', 'intel_preview_face-demographics-walking-and-pause.mp4')
const lengthMs = 3_400
const screenshots = join(projectRoot, 'data', 'screenshots', 'hidden-clip')
const log = pino({ level: 'silent' })

const open = (name: string, minScore: number) =>
  openDetector({
    ...{ manifest: loadManifest('models', name), modelFile: weightsOf(name) },
    threads: 1,
    minScore,
    timeoutMs: 60_000,
  })

/** Who is where at five frames a second. */
async function look(detector: Detector): Promise<Sighting[]> {
  const tracker = createTracker()
  const source = sourceInput({ url, loop: false, realTime: false, startAt: epoch })
  const sightings: Sighting[] = []
  const { signal } = new AbortController()
  for await (const frame of openFrames({ source, fps: 5, width: 960, stallMs: 60_000, signal }).frames) {
    const { detections } = await detector.detect(frame)
    sightings.push({ at: frame.at, people: peopleIn(detections, tracker.update(detections, frame.at)) })
  }
  return sightings
}

async function film(folder: string): Promise<ClipWindow> {
  const ring = openRing({ folder: join(folder, 'ring'), maxBytes: 100_000_000, maxAgeMs: 600_000, now: epoch })
  const output = ['-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts', 'pipe:1']
  await record(
    execFileSync('ffmpeg', ['-v', 'error', '-i', url, '-an', '-c:v', 'copy', ...output]),
    ring,
    lengthMs / 1_000,
  )
  return { segments: ring.segments(), from: epoch, to: epoch + lengthMs }
}

describe.skipIf(!hasShared)('a clip of people', { timeout: 180_000 }, () => {
  let faces: Detector
  let sightings: Sighting[]
  let window: ClipWindow
  const recorded = mkdtempSync(join(tmpdir(), 'watchpost-hiding-'))

  beforeAll(async () => {
    faces = await open('yunet-n-640', 0.3)
    const people = await open('yolox-nano-416', 0.1)
    sightings = await look(people)
    await people.close()
    window = await film(recorded)
  }, 180_000)

  afterAll(async () => {
    await faces.close()
    rmSync(recorded, { recursive: true, force: true })
  })

  /** Cuts the clip as a camera with this config does, which saw who was there. */
  async function cut(blur: string, seen: readonly Sighting[], cameraKeys: object = {}) {
    const folder = temporaryFolder()
    const keys = { id: 'gate', source: { url }, privacy: { blur }, recording: { enabled: true }, ...cameraKeys }
    const [camera] = checkConfig(AgentConfig, { cameras: [keys] }, 'test').cameras
    if (camera === undefined) throw new Error('no camera')
    const hiding = openClipHiding(camera, folder, epoch, log)
    for (const sighting of seen) hiding?.add(sighting)
    const { signal } = new AbortController()
    const cutter = createClipCutter({ masks: camera.masks, hiding, folder, encodingTurn: createTurns(), signal })
    const file = join(folder, 'clip.mp4')
    return { file, clip: await cutter(window, file) }
  }

  /** How many faces are in each picture of a clip, of which the pictures stay to be looked at. */
  async function facesIn(file: string, name: string, every = 1): Promise<number[]> {
    const folder = join(screenshots, name)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-vf', `framestep=${every}`, join(folder, '%04d.png')])
    const counts: number[] = []
    for (const picture of readdirSync(folder).sort()) {
      counts.push((await faces.detect(await loadPicture(join(folder, picture)))).detections.length)
    }
    return counts
  }

  it('shows faces where nobody is hidden, and no face in any picture where people are', async () => {
    const plain = await cut('none', [])
    expect(plain.clip.privacy).toBeUndefined()
    expect(Math.max(...(await facesIn(plain.file, 'none', 8)))).toBe(3)
    for (const blur of ['auto', 'people']) {
      const { file, clip } = await cut(blur, sightings)
      expect(clip.privacy).toEqual([blur === 'people' ? 'people-blurred' : 'heads-blurred'])
      const counts = await facesIn(file, blur)
      expect(counts.length).toBeGreaterThan(35)
      expect(
        counts.filter((count) => count > 0),
        blur,
      ).toEqual([])
    }
  })

  it('is black while nobody looked, and is not made at all when that is most of it', async () => {
    const [first, second] = [sightings.slice(0, -6), sightings.slice(0, 4)]
    const { file } = await cut('heads', first)
    const gray = ['-vf', 'format=gray,scale=1:1', '-f', 'rawvideo', 'pipe:1']
    const brightness = [...execFileSync('ffmpeg', ['-v', 'error', '-i', file, ...gray])]
    expect(brightness[0]).toBeGreaterThan(60)
    expect(brightness.at(-1)).toBeLessThan(20)
    await expect(cut('heads', second)).rejects.toThrow(/privacy: nobody looked who was there in 3 of 4 s of this clip/)
    await expect(cut('heads', [])).rejects.toThrow('it stays on the box')
  })

  it('has the masks of the camera too, and says both', async () => {
    const left = [
      [0, 0],
      [0.2, 0],
      [0.2, 1],
      [0, 1],
    ]
    const { file, clip } = await cut('heads', sightings, { masks: [left] })
    expect(clip.privacy).toEqual(['masked', 'heads-blurred'])
    const crop = ['-vf', 'crop=iw*0.18:ih:0:0,format=gray,scale=1:1', '-f', 'rawvideo', 'pipe:1']
    expect(Math.max(...execFileSync('ffmpeg', ['-v', 'error', '-i', file, ...crop]))).toBeLessThan(20)
  })
})
