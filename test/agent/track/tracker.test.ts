import { describe, expect, it } from 'vitest'
import type { Box, Detection } from '../../../agent/detect/detection.ts'
import type { Scene } from '../../../agent/track/scene.ts'
import { createTracker } from '../../../agent/track/tracker.ts'
import { trackerDefaults } from '../../../agent/track/tracker-options.ts'
import { seededRandom } from './random.ts'

type Seen = [at: number, ...detections: Detection[]]

describe('tracker', () => {
  it('believes an object when it is seen again', () => {
    const scenes = run([
      [1_000, person(0.1)],
      [1_200, person(0.11)],
      [1_400, person(0.12)],
    ])
    expect(scenes.map(ids)).toEqual([[], [1], [1]])
    expect(scenes[1]?.tracks[0]).toMatchObject({
      class: 'Human',
      label: 'person',
      firstAt: 1_000,
      seenAt: 1_200,
      firstBox: person(0.1).box,
    })
  })

  it('confirms after the same time at every frame rate', () => {
    for (const stepMs of [33, 50, 100, 150]) {
      const believed = run(steps(1_000, 1_600, stepMs, () => [person(0.1)])).find((scene) => scene.tracks.length > 0)
      expect(believed?.at).toBeGreaterThanOrEqual(1_000 + trackerDefaults.confirmMs)
      expect(believed?.at).toBeLessThan(1_000 + trackerDefaults.confirmMs + stepMs)
    }
  })

  it('does not believe a flicker, and follows nothing that starts weak', () => {
    const flicker = steps(1_000, 3_000, 33, (at) => (at < 1_100 ? [person(0.1)] : []))
    const weak = steps(1_000, 3_000, 200, () => [person(0.1, 0.3)])
    for (const seen of [flicker, weak]) expect(run(seen).flatMap(ids)).toEqual([])
  })

  it('carries a track over detections of low score', () => {
    const scenes = run(
      steps(1_000, 5_000, 200, (at) => [person(0.1 + at / 50_000, at > 1_500 && at < 4_500 ? 0.12 : 0.8)]),
    )
    expect(new Set(scenes.flatMap(ids))).toEqual(new Set([1]))
    expect(scenes.at(-1)?.tracks[0]).toMatchObject({ seenAt: 5_000, score: 0.8 })
  })

  it('knows the greatest height that an object has had', () => {
    const heightAt = (at: number): number => (at === 2_000 ? 0.5 : 0.3)
    const scenes = run(steps(1_000, 3_000, 200, (at) => [{ ...person(0.1), box: [0.1, 0.2, 0.1, heightAt(at)] }]))
    const heights = scenes.flatMap(({ at, tracks }) => tracks.map(({ maxHeight }) => [at, maxHeight]))
    expect(heights.filter(([at, height]) => height !== (Number(at) < 2_000 ? 0.3 : 0.5))).toEqual([])
    expect(heights.length).toBeGreaterThan(8)
  })

  it('coasts through a gap, keeps the id, and says when it saw the object last', () => {
    const scenes = run(steps(1_000, 4_000, 200, (at) => (at > 2_000 && at <= 3_200 ? [] : [person(0.1 + at / 20_000)])))
    expect(new Set(scenes.flatMap(ids))).toEqual(new Set([1]))
    const coasting = scenes.find((scene) => scene.at === 3_000)?.tracks[0]
    expect(coasting).toMatchObject({ seenAt: 2_000 })
    expect(coasting?.box[0]).toBeCloseTo(0.1 + 3_000 / 20_000, 2)
  })

  it('ends a track that stays unseen, once, with the time it was last seen', () => {
    const scenes = run(steps(1_000, 6_000, 200, (at) => (at <= 2_000 ? [person(0.4)] : [])))
    const ended = scenes.filter((scene) => scene.ended.length > 0)
    expect(ended).toHaveLength(1)
    expect(ended[0]).toMatchObject({ at: 3_600, tracks: [], ended: [{ id: 1, seenAt: 2_000 }] })
  })

  it('ends a track at once that has walked out of the picture', () => {
    const scenes = run(steps(1_000, 4_000, 200, (at) => (at <= 2_000 ? [person(0.55 + (at - 1_000) / 2_500)] : [])))
    const end = scenes.find((scene) => scene.ended.length > 0)
    expect(end?.at).toBeLessThanOrEqual(2_600)
    expect(scenes.flatMap((scene) => scene.tracks).every(({ box }) => isInsidePicture(box))).toBe(true)
  })

  it('knows a car again that moves more than its length between frames', () => {
    const scenes = run(steps(1_000, 2_600, 200, (at) => [car(0.02 + (at - 1_000) * 0.00055, 0.4)]))
    expect(new Set(scenes.flatMap(ids))).toEqual(new Set([1]))
  })

  it('keeps two people apart whose paths cross', () => {
    const left = (at: number) => 0.1 + (at - 1_000) / 5_000
    const right = (at: number) => 0.7 - (at - 1_000) / 5_000
    const scenes = run(steps(1_000, 4_000, 100, (at) => [person(left(at), 0.8, 0.3), person(right(at), 0.8, 0.36)]))
    const last = scenes.at(-1)
    expect(new Set(scenes.flatMap(ids))).toEqual(new Set([1, 2]))
    expect(last?.tracks.find(({ id }) => id === 1)?.box[0]).toBeCloseTo(left(4_000), 1)
    expect(last?.tracks.find(({ id }) => id === 2)?.box[0]).toBeCloseTo(right(4_000), 1)
  })

  it('takes a car that is called a truck for a while as one vehicle', () => {
    const scenes = run(
      steps(1_000, 3_000, 200, (at) => [
        car(0.3, 0.4),
        { ...car(0.3, 0.4), label: 'truck', vehicleType: 'Truck', score: at === 1_600 ? 0.9 : 0.2 },
      ]),
    )
    expect(new Set(scenes.flatMap(ids))).toEqual(new Set([1]))
    expect(scenes.at(-1)?.tracks[0]).toMatchObject({ class: 'Vehicle', vehicleType: 'Car', label: 'car' })
  })

  it('never makes a vehicle of a person', () => {
    const scenes = run(
      steps(1_000, 3_000, 200, (at) => [
        at <= 2_000 ? person(0.3) : { ...person(0.3), label: 'car', class: 'Vehicle', vehicleType: 'Car' },
      ]),
    )
    expect(scenes.at(-1)?.tracks.map((track) => [track.id, track.class, track.seenAt])).toEqual([
      [1, 'Human', 2_000],
      [2, 'Vehicle', 3_000],
    ])
  })

  it('follows a standing object at one frame in five seconds, and forgets it over a longer pause', () => {
    const slow = run(steps(1_000, 31_000, 5_000, () => [person(0.4)]))
    expect(new Set(slow.flatMap(ids))).toEqual(new Set([1]))
    const paused = run([
      [1_000, person(0.4)],
      [1_200, person(0.4)],
      [11_000, person(0.4)],
      [11_200, person(0.4)],
    ])
    expect(paused.map((scene) => [ids(scene), scene.ended.map(({ id }) => id)])).toEqual([
      [[], []],
      [[1], []],
      [[], [1]],
      [[2], []],
    ])
  })

  it('ends every track when the source is lost, and goes on with new ids', () => {
    const tracker = createTracker()
    expect(tracker.endAll()).toMatchObject({ tracks: [], ended: [] })
    for (const at of [1_000, 1_200]) tracker.update([person(0.4), car(0.1, 0.1)], at)
    expect(tracker.endAll()).toMatchObject({ at: 1_200, tracks: [], ended: [{ id: 1 }, { id: 2 }] })
    expect(tracker.endAll().ended).toEqual([])
    tracker.update([person(0.4)], 1_400)
    expect(ids(tracker.update([person(0.4)], 1_600))).toEqual([3])
  })

  it('takes any time after every track was ended, as when the clock was set back meanwhile', () => {
    const tracker = createTracker()
    tracker.update([person(0.1)], 100_000)
    tracker.endAll()
    expect(tracker.update([person(0.1)], 1_000).at).toBe(1_000)
  })

  it('refuses a frame that is not later than the last', () => {
    const tracker = createTracker()
    tracker.update([], 1_000)
    expect(() => tracker.update([], 1_000)).toThrow('track: frame at 1000 is not later than the one before, at 1000')
  })

  it('holds its promises whatever is detected, and replays to the same scenes', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const seen = disorder(seed)
      const scenes = run(seen)
      expect(JSON.stringify(run(seen))).toBe(JSON.stringify(scenes))
      expect(brokenPromises(scenes)).toEqual([])
    }
  })
})

function brokenPromises(scenes: Scene[]): string[] {
  const alive = new Set<number>()
  const over = new Set<number>()
  const broken = scenes.flatMap((scene) => {
    const wrong: string[] = []
    if (new Set(ids(scene)).size < scene.tracks.length) wrong.push(`${scene.at}: an id is there twice`)
    for (const { id, box, seenAt, firstAt } of scene.tracks) {
      if (over.has(id)) wrong.push(`${scene.at}: ${id} is back after its end`)
      if (firstAt >= seenAt || seenAt > scene.at) wrong.push(`${scene.at}: ${id} was seen from ${firstAt} to ${seenAt}`)
      if (!isInsidePicture(box)) wrong.push(`${scene.at}: ${id} is at ${box.join(' ')}`)
      alive.add(id)
    }
    for (const { id } of scene.ended) {
      if (!alive.delete(id)) wrong.push(`${scene.at}: ${id} ended without having been there`)
      over.add(id)
    }
    return wrong
  })
  const known = [...alive, ...over].toSorted((a, b) => a - b)
  if (known.some((id, index) => id !== index + 1)) broken.push(`ids are not 1, 2, 3 …: ${known.join(' ')}`)
  if (alive.size !== scenes.at(-1)?.tracks.length) broken.push('a track vanished without an end')
  return broken
}

function run(seen: Seen[]): Scene[] {
  const tracker = createTracker()
  return seen.map(([at, ...detections]) => tracker.update(detections, at))
}

function steps(from: number, to: number, stepMs: number, detect: (at: number) => Detection[]): Seen[] {
  const count = Math.floor((to - from) / stepMs) + 1
  return Array.from({ length: count }, (_, index): Seen => [from + index * stepMs, ...detect(from + index * stepMs)])
}

function person(x: number, score = 0.8, y = 0.3): Detection {
  return { label: 'person', class: 'Human', score, box: [x, y, 0.1, 0.4] }
}

function car(x: number, y: number): Detection {
  return { label: 'car', class: 'Vehicle', vehicleType: 'Car', score: 0.8, box: [x, y, 0.1, 0.08] }
}

function ids(scene: Scene): number[] {
  return scene.tracks.map(({ id }) => id)
}

function isInsidePicture([x, y, width, height]: Box): boolean {
  return [x, y, width, height, x + width, y + height].every((value) => value >= 0 && value <= 1 + 1e-12)
}

/** Wanderers of all classes and scores that come, go, jump and overlap, in frames 30 to 3,000 ms apart. */
function disorder(seed: number): Seen[] {
  const random = seededRandom(seed)
  const kinds = [
    person(0),
    car(0, 0),
    { ...car(0, 0), label: 'truck' },
    { ...person(0), label: 'bicycle', class: 'Bicycle' },
  ]
  const places = Array.from({ length: 5 }, () => [random(), random(), random() - 0.5, random() - 0.5])
  let at = 1_000
  return Array.from({ length: 80 }, (): Seen => {
    const stepMs = random() < 0.05 ? 3_000 : 30 + Math.floor(random() * 400)
    at += stepMs
    const detections = places.flatMap((place) => {
      const [x = 0, y = 0, dx = 0, dy = 0] = place
      place[0] = (((x + (dx * stepMs) / 1_000) % 1) + 1) % 1
      place[1] = (((y + (dy * stepMs) / 1_000) % 1) + 1) % 1
      const kind = kinds[Math.floor(random() * kinds.length)]
      const box: Box = [x * 0.9, y * 0.9, 0.02 + random() * 0.08, 0.02 + random() * 0.08]
      return kind === undefined || random() < 0.2 ? [] : [{ ...kind, score: 0.1 + random() * 0.9, box }]
    })
    return [at, ...detections]
  })
}
