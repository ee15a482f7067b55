import { describe, expect, it } from 'vitest'
import { createRules, shapeOf } from '../../agent/camera-rules.ts'
import { checkCameras } from '../../agent/check-cameras.ts'
import { AgentConfig } from '../../agent/config.ts'
import { checkConfig } from '../../runtime/config.ts'
import { scenes } from './rules/scenes.ts'

const square = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.9],
  [0.2, 0.9],
]
const across = [
  [0, 0.5],
  [1, 0.5],
]
const zones = [{ name: 'yard', points: square }]
const lines = [{ name: 'gate', points: across }]

function configOf(camera: object, site: object = {}): AgentConfig {
  const whole = { id: 'gate', source: { url: 'rtsp://192.0.2.1/' }, zones, lines, ...camera }
  return checkConfig(AgentConfig, { ...site, cameras: [whole] }, 'agent.yaml')
}

function problemsOf(camera: object, site: object = {}): string[] {
  try {
    checkCameras(configOf(camera, site), 'agent.yaml')
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

describe('the rules of a camera', () => {
  const rules = [
    { name: 'visit', type: 'zone', zone: 'yard' },
    { name: 'yard', type: 'intrusion', zone: 'yard' },
    { name: 'own', type: 'occupancy', points: square, atLeast: 1, forMs: 0 },
    { name: 'passage', type: 'line', line: 'gate' },
    { name: 'traffic', type: 'count', line: 'gate', intervalMs: 10_000 },
  ]

  it('share zones and lines, which their events name where it is not the name of the rule', () => {
    const config = configOf({ rules })
    const [camera] = config.cameras
    const created = camera === undefined ? [] : createRules(camera, config)
    const seen = scenes([1_000, 1_200, 12_000], [[0.5, 0.4], [0.5, 0.6], 'end'])
    const found = seen.flatMap((scene) => created.flatMap((rule) => rule.evaluate(scene)))
    const facts = found.map(({ type, phase, rule, zone, line, severity }) => [
      type,
      phase,
      rule,
      zone ?? line,
      severity,
    ])
    expect(facts.filter(([, phase]) => phase !== 'end')).toEqual([
      ['zone.entered', 'start', 'visit', 'yard', undefined],
      ['zone.intruded', 'start', 'yard', undefined, 'high'],
      ['zone.crowded', 'start', 'own', undefined, 'medium'],
      ['line.crossed', 'pulse', 'passage', 'gate', undefined],
      ['count.interval', 'pulse', 'traffic', 'gate', undefined],
    ])
  })

  it('go by the clock and the holidays of the site', () => {
    const hours = [{ from: '08:00', to: '10:00' }]
    const rule = { name: 'visit', type: 'zone', zone: 'yard', schedule: hours, onHolidays: 'never', inertiaMs: 0 }
    const startsAt = (time: string, site: object): number => {
      const config = configOf({ rules: [rule] }, site)
      const created = config.cameras.flatMap((camera) => createRules(camera, config))
      const seen = scenes([Date.parse(time)], [[0.5, 0.4]])
      return seen.flatMap((scene) => created.flatMap(({ evaluate }) => evaluate(scene))).length
    }
    expect(startsAt('2026-11-23T02:00Z', {})).toBe(1)
    expect(startsAt('2026-11-23T02:00Z', { timeZone: 'Europe/Paris' })).toBe(0)
    expect(startsAt('2026-11-23T02:00Z', { holidays: ['2026-11-23'] })).toBe(0)
  })

  it('are drawn for overlays where they are', () => {
    const [camera] = configOf({ rules }).cameras
    const shapes = camera?.rules.map((rule) => shapeOf(rule, camera)) ?? []
    expect(shapes.map(({ type, points }) => [type, points])).toEqual([
      ['zone', square],
      ['zone', square],
      ['zone', square],
      ['line', across],
      ['line', across],
    ])
  })

  it('work as they are drawn', () => {
    expect(problemsOf({ rules })).toEqual([])
  })
})

describe('what cannot work is refused by name', () => {
  const bowTie = [square[0], square[2], square[1], square[3]]
  const rule = (changes: object) => ({ rules: [{ name: 'visit', type: 'zone', zone: 'yard', ...changes }] })

  it.each<[string, object, string]>([
    [
      'a rule that is drawn nowhere',
      rule({ zone: undefined }),
      'rules[0]: rules: "visit": it is drawn nowhere; give it points, or a zone of the camera',
    ],
    [
      'a rule that is drawn twice',
      rule({ points: square }),
      'rules[0]: rules: "visit": it has points of its own and names the zone "yard"; keep one of them',
    ],
    [
      'a zone that is not there',
      rule({ zone: 'court' }),
      'rules[0]: rules: "visit": the camera has no zone "court"; use "yard"',
    ],
    [
      'a line that is not there, where there is none',
      { lines: [], rules: [{ name: 'count', type: 'count', line: 'gate' }] },
      'rules[0]: rules: "count": the camera has no line "gate"; it has no lines',
    ],
    [
      'a window without length',
      rule({ schedule: [{ from: '08:00', to: '08:00' }] }),
      'rules[0]: rules: "visit": a window of its schedule begins and ends at 08:00',
    ],
    [
      'a zone that nobody uses and that crosses itself',
      { zones: [...zones, { name: 'bow', points: bowTie }] },
      'zones[1]: rules: "bow": the border of the zone crosses or touches itself',
    ],
    [
      'a line without length',
      { lines: [{ name: 'dot', points: [across[0], across[0]] }] },
      'lines[0]: rules: "dot": the line has no length',
    ],
    ['two zones of one name', { zones: [...zones, ...zones] }, 'zones: two zones are named "yard"'],
    ['two lines of one name', { lines: [...lines, ...lines] }, 'lines: two lines are named "gate"'],
  ])('%s', (_, camera, problem) => {
    expect(problemsOf(camera).join('\n')).toContain(`agent.yaml: cameras[0].${problem}`)
  })

  it.each<[string, object, string]>([
    ['a time zone', { timeZone: 'Asia/Saigonn' }, 'timeZone: rules: there is no time zone "Asia/Saigonn"'],
    ['a holiday', { holidays: ['2026-02-30'] }, 'holidays: rules: there is no day "2026-02-30"'],
  ])('%s that does not exist', (_, site, problem) => {
    expect(problemsOf({}, site).join('\n')).toContain(`agent.yaml: ${problem}`)
  })

  it('each rule by its own mistake, of whatever types they are', () => {
    const wrong = [
      { name: 'a', type: 'zon', zone: 'yard' },
      { name: 'b', type: 'count', line: 'gate', classes: ['Dragon'] },
      { name: 'c', type: 'line', line: 'gate', minAngle: 91 },
    ]
    const problems = () => configOf({ rules: wrong })
    expect(problems).toThrow(/rules\[0\]\.type: must be zone or intrusion or .*, got "zon"/)
    expect(problems).toThrow('rules[1].classes[0]: must be Human or Vehicle')
    expect(problems).toThrow('rules[2].minAngle: must be <= 90, got 91')
    expect(problems).not.toThrow('rules[1].type')
  })

  it.each<[string, object, string]>([
    ['a class', { classes: ['Human', 'Dragon'] }, 'rules[0].classes[1]: must be Human or Vehicle'],
    [
      'a weekday',
      { schedule: [{ days: ['someday'], from: '08:00', to: '09:00' }] },
      'schedule[0].days[0]: must be mon',
    ],
    ['a severity', { severity: 'loud' }, 'rules[0].severity: must be info or low'],
  ])('%s that nobody knows', (_, changes, problem) => {
    expect(() => configOf(rule(changes))).toThrow(problem)
  })
})
