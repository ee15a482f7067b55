import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Detection } from '../../../agent/detect/detection.ts'
import type { Detector } from '../../../agent/detect/detector.ts'
import { sumOf, total } from '../../../scripts/evaluate/counts.ts'
import { evaluate } from '../../../scripts/evaluate/evaluate.ts'
import type { Group } from '../../../scripts/evaluate/group.ts'
import { describe as describeAll } from '../../../scripts/evaluate/report.ts'
import { evaluateStreet, type Watching } from '../../../scripts/evaluate/street.ts'
import { type SeenObject, truthFrames } from '../../../scripts/evaluate/truth-frames.ts'
import { startAt } from '../../../scripts/evaluate/watch.ts'
import { readMot } from '../../../scripts/street/mot.ts'
import { readTruth, render, renderingIn } from '../../../scripts/street/render.ts'
import { smallStreet } from '../street/small-street.ts'

const options = { ...smallStreet, fps: 5, seconds: 20 }
const names: Record<Group, Pick<Detection, 'label' | 'class' | 'vehicleType'>> = {
  Human: { label: 'person', class: 'Human' },
  TwoWheeler: { label: 'motorcycle', class: 'Vehicle', vehicleType: 'Motorcycle' },
  Vehicle: { label: 'car', class: 'Vehicle', vehicleType: 'Car' },
}

let folder: string
let frames: ReturnType<typeof truthFrames>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-'))
  await render(options, folder, { signal: new AbortController().signal, progress: () => undefined })
  const files = renderingIn(folder)
  frames = truthFrames(readMot(readFileSync(files.mot)), await readTruth(files.truth))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Sees exactly what is there, and calls it what `name` says. */
function watching(name: (object: SeenObject) => Detection[]): Watching {
  const newDetector = (): Detector => ({
    model: 'truth@1',
    decoder: 'motion',
    detect({ at }) {
      const frame = frames[Math.round(((at - startAt) / 1000) * options.fps)]
      return Promise.resolve({ detections: (frame?.objects ?? []).flatMap(name), inferenceMs: 1 })
    },
    close: () => Promise.resolve(),
  })
  return { fps: 5, width: 240, newDetector, say: () => undefined, signal: new AbortController().signal }
}

const rightly = ({ group, box }: SeenObject): Detection[] => [{ ...names[group], score: 0.9, box }]
const asMotion = ({ box }: SeenObject): Detection[] => [{ label: 'motion', class: 'Motion', score: 0.9, box }]
const elsewhere = ({ box: [x, y, width, height] }: SeenObject): Detection[] => [
  { ...names.Human, score: 0.9, box: [x, y > 0.5 ? 0 : 0.7, width, Math.min(0.25, height)] },
]

describe('a street', () => {
  it('is told rightly by a detector that knows the truth', async () => {
    const { score, recording } = await evaluateStreet(folder, watching(rightly))
    const { tracks, crossings, visits } = score
    expect(recording.detectMs).toHaveLength(100)
    expect(tracks.false).toBe(0)
    for (const group of ['Human', 'TwoWheeler', 'Vehicle'] as const) {
      const { [group]: right, ...others } = tracks.confusion[group]
      expect(right).toBeGreaterThan(0)
      expect(others).toEqual(Object.fromEntries(Object.keys(others).map((name) => [name, 0])))
    }
    // Not every one: the tracker has its own mistakes, and who is half hidden touches the ground elsewhere.
    const { true: happened, right } = sumOf(crossings.in, crossings.out)
    expect(right).toBeGreaterThan(total(happened) / 2)
    expect(visits.right).toBeGreaterThan(total(visits.true) / 2)
  })

  it('is told without classes by a detector of motion', async () => {
    const { tracks, crossings } = (await evaluateStreet(folder, watching(asMotion))).score
    const { Unsure, ...sure } = tracks.confusion.TwoWheeler
    expect(Unsure).toBeGreaterThan(0)
    expect(sure).toEqual({ Human: 0, TwoWheeler: 0, Vehicle: 0 })
    expect(crossings.in.matched).toBeGreaterThan(0)
    expect(crossings.in.right).toBe(0)
  })

  it('is missed by a detector that sees nothing', async () => {
    const { tracks, crossings } = (
      await evaluateStreet(
        folder,
        watching(() => []),
      )
    ).score
    expect(tracks.tracks).toBe(0)
    expect(tracks.objects.TwoWheeler.clear).toBeGreaterThan(0)
    expect(tracks.objects.TwoWheeler.missed).toBe(tracks.objects.TwoWheeler.clear)
    expect(crossings.in.matched).toBe(0)
  })

  it('has false tracks where a detector sees things that are not there', async () => {
    const { tracks } = (await evaluateStreet(folder, watching(elsewhere))).score
    expect(tracks.false).toBeGreaterThan(0.3 * tracks.tracks)
  })

  it('that was never drawn is named, with how to draw it', async () => {
    const missing = join(folder, 'nowhere')
    await expect(evaluateStreet(missing, watching(rightly))).rejects.toThrow(/truth of .*nowhere.*render-street/)
  })
})

describe('an evaluation', () => {
  it('adds streets up, watches the first one again, and says it all in tables', async () => {
    const evaluation = await evaluate({
      ...{ model: 'truth@1', modelsFolder: folder, watching: watching(rightly) },
      ...{ streets: [folder, folder], only: 'street' },
    })
    const [one] = evaluation.streets
    expect(evaluation.allStreets?.tracks.tracks).toBe(2 * (one?.score.tracks.tracks ?? 0))
    expect(one?.name).toBe('9 pole day')
    expect(evaluation.replay).toMatchObject({ street: '9 pole day', isSame: true })
    expect(evaluation.clips).toBeUndefined()
    const text = describeAll(evaluation)
    expect(text).toContain('truth@1')
    expect(text).toMatch(/right group.*\(100\.0 %\)/)
    expect(text).toContain('findings: yes')
    expect(text).not.toMatch(/NaN|undefined/)
  })

  it('notices a detector that says something else the next time', async () => {
    let cameras = 0
    const { newDetector, ...rest } = watching(rightly)
    const fickle = () => {
      cameras += 1
      return cameras === 1 ? newDetector() : watching(asMotion).newDetector()
    }
    const { replay } = await evaluate({
      ...{ model: 'truth@1', modelsFolder: folder, watching: { ...rest, newDetector: fickle } },
      ...{ streets: [folder], only: 'street' },
    })
    expect(replay?.isSame).toBe(false)
  })
})
