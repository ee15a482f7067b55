import type { Scene } from '../track/scene.ts'
import { type Crossing, type CrossingOptions, createCrossings } from './crossings.ts'
import type { Finding, Rule } from './finding.ts'

export type LineRuleOptions = CrossingOptions & {
  readonly type: 'line'
  readonly direction: 'both' | Crossing['direction']
}

/**
 * Who crosses a line, one instant each.
 * @throws RuleError
 */
export function lineRule(options: LineRuleOptions): Rule {
  const { name: rule, direction: wanted } = options
  const crossings = createCrossings(options)

  return {
    evaluate(scene: Scene) {
      return crossings(scene)
        .filter(({ direction }) => wanted === 'both' || wanted === direction)
        .map(finding)
    },
  }

  function finding({ track, direction }: Crossing): Finding {
    const type = 'line.crossed'
    return { phase: 'pulse', key: `${rule}:${type}:${track.id}`, type, rule, at: track.seenAt, track, direction }
  }
}
