import type { Tally } from '../../wire/event.ts'
import type { Scene } from '../track/scene.ts'
import { type Crossing, type CrossingOptions, createCrossings } from './crossings.ts'
import type { Finding, Rule } from './finding.ts'

export type CountRuleOptions = CrossingOptions & {
  readonly type: 'count'
  /** Intervals begin at whole multiples of it since 1970, UTC. */
  readonly intervalMs: number
  /** Whether an interval in which nobody crossed is reported. */
  readonly reportEmpty: boolean
  /** Whether it counts at that time; an interval ends when it ceases to. */
  readonly isOpen?: (at: number) => boolean
}

type Interval = { readonly from: number; readonly to: number; readonly tallies: Map<string, Tally> }

/**
 * How many cross a line, of each class and direction, interval by interval; told with the first frame after the interval. The
 * first interval, the one in which the source is lost, and those that the schedule cuts say their true length, so that
 * the sum over all is the number of crossings that a line rule reports. In an interval without a single frame nobody looked:
 * it is not reported.
 * @throws RuleError
 */
export function countRule(options: CountRuleOptions): Rule {
  const { name: rule, intervalMs, reportEmpty, isOpen = () => true } = options
  const crossings = createCrossings(options)
  let interval: Interval | undefined
  let lastAt = 0

  return {
    evaluate(scene) {
      const crossed = crossings(scene)
      const counts = isOpen(scene.at)
      const findings = closeBefore(scene, counts)
      if (!counts) return findings
      interval ??= begin(scene.at)
      for (const crossing of crossed) add(interval.tallies, crossing)
      lastAt = scene.at
      return findings
    },
    sourceLost: () => close(lastAt),
  }

  function closeBefore({ at }: Scene, counts: boolean): Finding[] {
    if (interval === undefined || (counts && at < interval.to)) return []
    const isFull = at >= interval.to
    const findings = close(isFull ? interval.to : at)
    if (isFull && counts) interval = { ...begin(at), from: at - (at % intervalMs) }
    return findings
  }

  function begin(at: number): Interval {
    return { from: at, to: at - (at % intervalMs) + intervalMs, tallies: new Map() }
  }

  function close(at: number): Finding[] {
    if (interval === undefined) return []
    const { from, tallies } = interval
    interval = undefined
    const isWorthIt = tallies.size > 0 || (reportEmpty && at > from)
    return isWorthIt ? [finding(at, Math.max(1, at - from), [...tallies.values()])] : []
  }

  function finding(at: number, lengthMs: number, counts: Tally[]): Finding {
    const type = 'count.interval'
    return { phase: 'pulse', key: `${rule}:${type}`, type, rule, at, counts, intervalMs: lengthMs }
  }
}

function add(tallies: Map<string, Tally>, { track, direction }: Crossing): void {
  const { class: name, vehicleType } = track
  const key = `${name} ${vehicleType ?? ''}`
  const tally = tallies.get(key) ?? { class: name, ...(vehicleType !== undefined && { vehicleType }), in: 0, out: 0 }
  tallies.set(key, { ...tally, [direction]: tally[direction] + 1 })
}
