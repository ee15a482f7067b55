import { expect, it } from 'vitest'
import { selectTracks, type TrackSelection } from '../../../agent/rules/track-selection.ts'
import type { Track } from '../../../agent/track/scene.ts'
import { tracked } from './scenes.ts'

const [seen] = tracked([1_000], [{ steps: [[0.5, 0.5]], class: 'Vehicle', label: 'van', score: 0.6 }])
const car: Partial<Track> = { vehicleType: 'Car' }

it.each<[string, Partial<TrackSelection>, Partial<Track>, boolean]>([
  ['its class', { classes: ['Human', 'Vehicle'] }, car, true],
  ['another class', { classes: ['Human'] }, car, false],
  ['its vehicle type', { classes: ['Car'] }, car, true],
  ['another vehicle type', { classes: ['Bus', 'TwoWheeler'] }, car, false],
  ['a vehicle type, of a vehicle of which none is known', { classes: ['Car'] }, {}, false],
  ['less than its best score', { minScore: 0.6 }, car, true],
  ['more than its best score', { minScore: 0.61 }, car, false],
  ['less than its height', { minSize: 0.19 }, car, true],
  ['more than its height', { minSize: 0.3 }, car, false],
  ['no more than the height that it has had', { minSize: 0.3 }, { maxHeight: 0.3 }, true],
])('a track is selected by %s', (_, selection, facts, expected) => {
  const scene = { at: 1_000, tracks: seen?.tracks.map((track) => ({ ...track, ...facts })) ?? [], ended: [] }
  expect(selectTracks(scene, { classes: ['Vehicle'], minScore: 0, ...selection }).has(1)).toBe(expected)
})
