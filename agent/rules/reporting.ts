import type { Severity } from '../../wire/event.ts'
import type { Scene } from '../track/scene.ts'
import type { Finding, Rule } from './finding.ts'

/** What every rule may be told about its reports. */
export type Reporting = {
  /** Absent: info. */
  readonly severity?: Severity
  /** After a start or an instant was reported, this long no other of its type, whoever it is about. */
  readonly cooldownMs?: number
  /** Whether it reports at that time. */
  readonly isOpen?: (at: number) => boolean
  /** Names of the geometry, where they are not that of the rule. */
  readonly zone?: string
  readonly line?: string
}

/**
 * A rule that reports when it may. What lasts while it may not is reported as soon as it may, if it still holds, with the time
 * of that frame; what is reported ends as `cleared` with the first frame at which the rule may no longer. Instants in
 * between are not reported.
 */
export function reported(rule: Rule, { severity, cooldownMs = 0, isOpen = () => true, ...names }: Reporting): Rule {
  const open = new Map<string, Finding>()
  const waiting = new Map<string, Finding>()
  /** Type → when one was reported last. */
  const reportedAt = new Map<string, number>()
  const facts = { ...names, ...(severity !== undefined && severity !== 'info' && { severity }) }

  return {
    evaluate(scene) {
      const isOpenNow = isOpen(scene.at)
      const findings = rule.evaluate(scene).flatMap((finding) => pass(finding, isOpenNow))
      return [...findings, ...(isOpenNow ? resume(scene) : clear(scene))]
    },
    sourceLost() {
      const last = rule.sourceLost?.().flatMap((finding) => pass(finding, true)) ?? []
      open.clear()
      waiting.clear()
      return last
    },
  }

  function pass(finding: Finding, isOpenNow: boolean): Finding[] {
    const { phase, key, type, at } = finding
    switch (phase) {
      case 'start':
        if (isOpenNow && isCool(type, at)) return [report(finding)]
        waiting.set(key, finding)
        return []
      case 'pulse':
        return isOpen(at) && isCool(type, at) ? [report(finding)] : []
      case 'update':
        return open.has(key) ? [finding] : []
      case 'end':
        return end(finding)
    }
  }

  /** What is reported late may have ended, by the rule, before it was reported. */
  function end(finding: Finding): Finding[] {
    const started = open.get(finding.key)
    open.delete(finding.key)
    waiting.delete(finding.key)
    return started === undefined ? [] : [{ ...finding, at: Math.max(finding.at, started.at) }]
  }

  function resume(scene: Scene): Finding[] {
    return [...waiting].flatMap(([key, finding]) => {
      if (!isCool(finding.type, scene.at)) return []
      const now = rule.tell === undefined ? asSeen(finding, scene) : rule.tell(key, 'start')
      if (now === undefined) return []
      waiting.delete(key)
      return [report(now)]
    })
  }

  function clear(scene: Scene): Finding[] {
    return [...open].map(([key, started]) => {
      open.delete(key)
      waiting.set(key, started)
      const now = rule.tell?.(key, 'end') ?? asSeen(started, scene) ?? started
      return { ...now, phase: 'end', at: scene.at, reason: 'cleared' }
    })
  }

  function report(finding: Finding): Finding {
    reportedAt.set(finding.type, finding.at)
    if (finding.phase === 'start') open.set(finding.key, finding)
    return { ...finding, ...facts }
  }

  /** A clock that was set back since begins anew. */
  function isCool(type: string, at: number): boolean {
    const last = reportedAt.get(type)
    return last === undefined || at - last >= cooldownMs || at < last
  }
}

/** A finding as of this scene, for rules that do not tell it themselves; nothing while its track is not seen. */
function asSeen(finding: Finding, { at, tracks }: Scene): Finding | undefined {
  const { track, dwellMs } = finding
  const longer = dwellMs !== undefined && { dwellMs: dwellMs + at - finding.at }
  if (track === undefined) return { ...finding, at, ...longer }
  const now = tracks.find(({ id, seenAt }) => id === track.id && seenAt === at)
  return now && { ...finding, at, track: now, ...longer }
}
