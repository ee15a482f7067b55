import type { Finding, Rule } from '../../../agent/rules/finding.ts'
import type { Scene, Track } from '../../../agent/track/scene.ts'

/** Where a track stands, by its anchor; `~` while it coasts; `end` with the frame that ends it; absent in between. */
export type Step = readonly [x: number, y: number] | '~' | 'end' | undefined

/** Scenes of people of 0.1 × 0.2 whose feet are at the given places, one row for each id, one column for each time. */
export function scenes(times: readonly number[], ...rows: readonly (readonly Step[])[]): Scene[] {
  return tracked(
    times,
    rows.map((steps) => ({ steps })),
  )
}

export type Walk = { readonly steps: readonly Step[] } & Partial<
  Pick<Track, 'class' | 'vehicleType' | 'label' | 'score' | 'firstBox'>
>

/** The same with more said about each track. */
export function tracked(times: readonly number[], walks: readonly Walk[]): Scene[] {
  const last = new Map<number, Track>()
  return times.map((at, column) => {
    const tracks: Track[] = []
    const ended: Track[] = []
    walks.forEach(({ steps, ...facts }, row) => {
      const id = row + 1
      const step = steps[column]
      const before = last.get(id)
      if (step === '~' && before !== undefined) tracks.push(before)
      if (step === 'end' && before !== undefined) ended.push(before)
      if (typeof step !== 'object') return
      const [x, y] = step
      const track: Track = {
        ...{ id, class: 'Human', label: 'person', score: 0.8, ...facts },
        bestScore: Math.max(facts.score ?? 0.8, before?.bestScore ?? 0),
        box: [x - 0.05, y - 0.2, 0.1, 0.2],
        firstAt: before?.firstAt ?? at,
        seenAt: at,
      }
      last.set(id, track)
      tracks.push(track)
    })
    return { at, tracks, ended }
  })
}

/** Every `stepMs` from 1,000 on, as many as there are steps. */
export function every(stepMs: number, steps: readonly unknown[]): number[] {
  return steps.map((_, index) => 1_000 + index * stepMs)
}

/** The scenes with other facts of all tracks from a time on, e.g. when their class is known better. */
export function from(at: number, changes: Partial<Track>, seen: readonly Scene[]): Scene[] {
  return seen.map((scene) =>
    scene.at < at ? scene : { ...scene, tracks: scene.tracks.map((track) => ({ ...track, ...changes })) },
  )
}

/** What a rule finds, one line each, e.g. `1400 start zone.entered 1`, `2400 end zone.entered 1 left 600`. */
export function findings(rule: Rule, seen: readonly Scene[]): string[] {
  return seen.flatMap((scene) => rule.evaluate(scene)).map(describeFinding)
}

export function describeFinding(finding: Finding): string {
  const { at, phase, type, track, direction, reason, dwellMs, count, severity, intervalMs, counts } = finding
  const facts = [at, phase, type, track?.id, direction, reason, dwellMs, count && `${count}×`, severity]
  const tallies = counts?.map(
    ({ class: name, vehicleType = name, in: inbound, out }) => `${vehicleType} ${inbound}/${out}`,
  )
  return [...facts, intervalMs && `${intervalMs} ms`, ...(tallies ?? [])].filter((fact) => fact !== undefined).join(' ')
}
