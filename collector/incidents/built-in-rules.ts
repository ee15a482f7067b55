/** What is an incident without any config: alarms, traffic, cameras that cannot see, and whatever a camera calls urgent. */
import type { IncidentRuleConfig } from './config.ts'

const minute = 60_000
const hour = 60 * minute

const base = {
  eventRules: [],
  classes: [],
  branches: [],
  minSeverity: 'info',
  groupBy: 'camera',
  same: 'any',
  gapMs: 2 * minute,
  maxMs: hour,
  severity: 'info',
  escalateAfter: 0,
  escalateTo: 'high',
  suppressMs: 10 * minute,
  quietHours: [],
  inQuietHours: 'drop',
} as const satisfies Partial<IncidentRuleConfig>

export const builtInRules: readonly IncidentRuleConfig[] = [
  {
    ...base,
    name: 'intrusion',
    types: ['zone.intruded'],
    severity: 'medium',
    escalateAfter: 5,
  },
  { ...base, name: 'left-object', types: ['object.left', 'object.removed'], same: 'type', severity: 'medium' },
  { ...base, name: 'wrong-way', types: ['direction.wrong'], severity: 'medium', escalateAfter: 5, gapMs: 5 * minute },
  { ...base, name: 'crowd', types: ['zone.crowded'], severity: 'low', gapMs: 10 * minute, maxMs: 4 * hour },
  { ...base, name: 'stopped-vehicle', types: ['vehicle.stopped'], severity: 'low', gapMs: 5 * minute },
  { ...base, name: 'speeding', types: ['speed.exceeded'], severity: 'low', gapMs: 30 * minute, maxMs: 8 * hour },
  {
    ...base,
    name: 'tampering',
    types: ['camera.covered', 'camera.moved', 'camera.defocused'],
    severity: 'medium',
    gapMs: 10 * minute,
    maxMs: 12 * hour,
  },
  {
    // Of neighbours: when a switch or the power goes, all cameras of a box go together.
    ...base,
    name: 'camera-fault',
    types: ['camera.offline', 'camera.frozen', 'camera.dark', 'camera.lossy', 'detector.failed'],
    groupBy: 'agent',
    severity: 'low',
    gapMs: 30 * minute,
    maxMs: 24 * hour,
    suppressMs: hour,
  },
  {
    ...base,
    name: 'agent-fault',
    types: ['clock.bad', 'outbox.lost', 'media.evicted'],
    groupBy: 'agent',
    severity: 'low',
    gapMs: hour,
    maxMs: 24 * hour,
    suppressMs: hour,
  },
  { ...base, name: 'urgent', types: [], minSeverity: 'medium', same: 'rule', gapMs: 5 * minute },
]
