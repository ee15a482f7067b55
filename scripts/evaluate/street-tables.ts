import { type ByGuess, sumOf, total } from './counts.ts'
import type { Evaluation } from './evaluate.ts'
import type { EventScore } from './event-score.ts'
import { type Group, groups, guesses } from './group.ts'
import type { StreetScore } from './street.ts'
import { part, percent, table } from './table.ts'
import type { TrackScore } from './track-score.ts'

type Row = readonly [what: string, figure: (score: StreetScore) => string]

/** Tables of what the streets say, a column for each and one for all. */
export function streetTables(streets: Evaluation['streets'], all: StreetScore): string[] {
  const columns = streets.length === 1 ? streets : [...streets, { name: 'all', score: all }]
  const rows = [...trackRows, ...crossingRows, ...visitRows].map(([what, figure]) => [
    what,
    ...columns.map(({ score }) => figure(score)),
  ])
  const paces = streets.map(({ pace }) => pace)
  const cost = (figure: (pace: (typeof paces)[number]) => string) =>
    columns.map((_, index) => {
      const pace = paces[index]
      return pace === undefined ? '' : figure(pace)
    })
  const costs = [
    [
      'detector a frame, p50 / p95',
      ...cost((pace) => `${pace.detectP50Ms.toFixed(1)} / ${pace.detectP95Ms.toFixed(1)} ms`),
    ],
    ['processor time a frame, without decoding', ...cost((pace) => `${pace.cpuMs.toFixed(1)} ms`)],
  ]
  return [
    '## Streets',
    table(['what', ...columns.map(({ name }) => name)], [...rows, ...costs]),
    'What tracks were taken for, all streets:',
    confusionTable(all.tracks),
  ]
}

const trackRows: readonly Row[] = [
  ['**right group, of sure tracks on an object**', ({ tracks }) => part(rightOf(tracks), sureOf(tracks))],
  ...groups.map(
    (group): Row => [`– ${group}`, ({ tracks }) => part(tracks.confusion[group][group], sure(tracks.confusion[group]))],
  ),
  ['unsure, of tracks on an object', ({ tracks }) => part(allOf(tracks).Unsure, total(allOf(tracks)))],
  ['tracks', ({ tracks }) => String(tracks.tracks)],
  ['– on nothing', ({ tracks }) => part(tracks.false, tracks.tracks)],
  ['– on part of an object, or on several', ({ tracks }) => part(tracks.unclear, tracks.tracks)],
  ['objects clearly seen but never followed', ({ tracks }) => missedOf(tracks, groups)],
  ...groups.map((group): Row => [`– ${group}`, ({ tracks }) => missedOf(tracks, [group])]),
  [
    '– of these, a track was on it for a while and followed another',
    ({ tracks: { objects } }) => String(groups.reduce((sum, group) => sum + objects[group].passed, 0)),
  ],
  ['tracks per object followed', ({ tracks }) => fragmentsOf(tracks, groups)],
  ...groups.map((group): Row => [`– ${group}`, ({ tracks }) => fragmentsOf(tracks, [group])]),
]

const crossingRows: readonly Row[] = [
  ...eventRows('crossings', ({ crossings }) => sumOf(crossings.in, crossings.out)),
  ...(['in', 'out'] as const).flatMap((direction) =>
    groupRows(`crossings ${direction}`, ({ crossings }) => crossings[direction]),
  ),
]

const visitRows: readonly Row[] = [
  ...eventRows('visits', ({ visits }) => visits),
  ...groupRows('visits', ({ visits }) => visits),
]

function eventRows(name: string, scoreOf: (score: StreetScore) => EventScore): Row[] {
  const row = (what: string, figure: (score: EventScore) => string): Row => [what, (score) => figure(scoreOf(score))]
  return [
    row(`**${name}: error of the total**`, (score) =>
      percent(Math.abs(total(score.found) - total(score.true)), total(score.true)),
    ),
    row(`${name}: found / true`, (score) => `${total(score.found)} / ${total(score.true)}`),
    row(`${name}: matched, in the right group`, ({ matched, right }) => `${matched}, ${right}`),
    row(
      `${name}: missed, extra`,
      (score) => `${total(score.true) - score.matched}, ${total(score.found) - score.matched}`,
    ),
  ]
}

function groupRows(name: string, scoreOf: (score: StreetScore) => EventScore): Row[] {
  return guesses.map((guess) => [
    `– ${name}, ${guess}: found / true`,
    (score) => `${scoreOf(score).found[guess]} / ${scoreOf(score).true[guess]}`,
  ])
}

function confusionTable({ confusion }: TrackScore): string {
  return table(
    ['is ↓ taken for →', ...guesses],
    groups.map((group) => [group, ...guesses.map((guess) => String(confusion[group][guess]))]),
  )
}

function allOf({ confusion }: TrackScore): ByGuess {
  return sumOf(confusion.Human, confusion.TwoWheeler, confusion.Vehicle)
}

function sure(counts: ByGuess): number {
  return total(counts) - counts.Unsure
}

function sureOf(tracks: TrackScore): number {
  return sure(allOf(tracks))
}

function rightOf({ confusion }: TrackScore): number {
  return groups.reduce((sum, group) => sum + confusion[group][group], 0)
}

function missedOf({ objects }: TrackScore, wanted: readonly Group[]): string {
  const sum = (what: 'missed' | 'clear') => wanted.reduce((count, group) => count + objects[group][what], 0)
  return part(sum('missed'), sum('clear'))
}

function fragmentsOf({ confusion, objects }: TrackScore, wanted: readonly Group[]): string {
  const tracks = wanted.reduce((sum, group) => sum + total(confusion[group]), 0)
  const followed = wanted.reduce((sum, group) => sum + objects[group].followed, 0)
  return followed === 0 ? '–' : (tracks / followed).toFixed(2)
}
