import { ConfigError } from '../runtime/config.ts'
import { agentItself } from '../wire/topics.ts'
import { createCameraRule } from './camera-rules.ts'
import { recordingProblems } from './check-recording.ts'
import type { AgentConfig, CameraConfig } from './config.ts'
import { createCalendar } from './rules/calendar.ts'
import { checkedLine, checkedPolygon, polygonFault } from './rules/shapes.ts'
import { sourceInput } from './source/source-input.ts'

/**
 * What the schema cannot say: names are unique, addresses can be opened, rules can work as drawn, and there is such a clock.
 * @param file names the config in errors
 * @throws ConfigError with every problem, each naming its key
 */
export function checkCameras(
  { cameras, timeZone, holidays }: Pick<AgentConfig, 'cameras' | 'timeZone' | 'holidays'>,
  file: string,
): void {
  const reserved = cameras
    .filter(({ id }) => id === agentItself)
    .map(
      () =>
        `cameras: "${agentItself}" cannot be the id of a camera, events about the agent itself have it; choose another`,
    )
  const all = [
    ...problem('timeZone', () => createCalendar(timeZone, [])),
    ...problem('holidays', () => createCalendar('UTC', holidays)),
    ...repeated(cameras, ({ id }) => id).map((id) => `cameras: two cameras have the id "${id}"`),
    ...reserved,
    ...cameras.flatMap((camera, index) => cameraProblems(camera, `cameras[${index}]`)),
  ]
  if (all.length > 0) throw new ConfigError(all.map((line) => `${file}: ${line}`))
}

function cameraProblems(camera: CameraConfig, key: string): string[] {
  const { source, masks, zones, lines, rules } = camera
  // Whatever the clock of the site is: whether a schedule can work does not depend on it.
  const calendar = createCalendar('UTC', [])
  return [
    ...problem(`${key}.source.url`, () => sourceInput(source)),
    ...recordingProblems(camera).map((line) => `${key}.${line}`),
    ...masks.flatMap((mask, at) => fault(`${key}.masks[${at}]`, polygonFault(mask, 'mask'))),
    ...zones.flatMap(({ name, points }, at) => problem(`${key}.zones[${at}]`, () => checkedPolygon(name, points))),
    ...repeated(zones, nameOf).map((name) => `${key}.zones: two zones are named "${name}"`),
    ...lines.flatMap(({ name, points }, at) => problem(`${key}.lines[${at}]`, () => checkedLine(name, points))),
    ...repeated(lines, nameOf).map((name) => `${key}.lines: two lines are named "${name}"`),
    ...rules.flatMap((rule, at) => problem(`${key}.rules[${at}]`, () => createCameraRule(rule, camera, calendar))),
    ...repeated(rules, nameOf).map((name) => `${key}.rules: two rules are named "${name}"`),
  ]
}

function fault(key: string, sentence: string | undefined): string[] {
  return sentence === undefined ? [] : [`${key}: ${sentence}`]
}

function problem(key: string, attempt: () => unknown): string[] {
  try {
    attempt()
    return []
  } catch (error) {
    return [`${key}: ${(error as Error).message}`]
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}

function repeated<T>(things: readonly T[], nameOf: (thing: T) => string): string[] {
  const names = things.map(nameOf)
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}
