/** What goes before its time because there is no room: the oldest pictures and clips first. */
import { mediaKinds } from '../store/event-media.ts'
import { isHeld, mediaClass, type Step, type SweepSources } from './sweep.ts'

const stepSize = 200
const allKinds = [mediaKinds.snapshot, mediaKinds.clip]

/** @param excess bytes that are too many */
export function* makeRoom({ retained, holds, files, policy }: SweepSources, excess: number): Generator<Step> {
  let n = 0
  let left = excess
  while (left > 0) {
    const rows = retained.media(n, stepSize, allKinds)
    const last = rows.at(-1)
    if (last === undefined) return
    n = last.n
    const media = rows.flatMap((row) => {
      const file = files.look(row.sha256)
      if (left <= 0 || file === undefined || holds.events().has(row.id) || isHeld(holds, retained, row.sha256))
        return []
      left -= file.bytes
      const { branch } = policy.periodOf(row.site, mediaClass(row.kind))
      return [{ ...row, branch, why: 'room' as const, bytes: file.bytes }]
    })
    yield { events: [], media, revisit: [], revisited: [] }
  }
}
