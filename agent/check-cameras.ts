import { ConfigError } from '../runtime/config.ts'
import { agentItself } from '../wire/topics.ts'
import type { CameraConfig } from './config.ts'
import { createRule } from './rules/create-rule.ts'
import { sourceInput } from './source/source-input.ts'

/**
 * What the schema cannot say: names are unique, addresses can be opened, rules can work as drawn.
 * @param file names the config in errors
 * @throws ConfigError with every problem, each naming its key
 */
export function checkCameras(cameras: readonly CameraConfig[], file: string): void {
  const problems = cameras.flatMap((camera, index) => {
    const key = `cameras[${index}]`
    return [
      ...problem(`${key}.source.url`, () => sourceInput(camera.source)),
      ...camera.rules.flatMap((rule, at) => problem(`${key}.rules[${at}]`, () => createRule(rule))),
      ...repeated(camera.rules.map(({ name }) => name)).map((name) => `${key}.rules: two rules are named "${name}"`),
    ]
  })
  const doubles = repeated(cameras.map(({ id }) => id)).map((id) => `cameras: two cameras have the id "${id}"`)
  const reserved = cameras
    .filter(({ id }) => id === agentItself)
    .map(
      () =>
        `cameras: "${agentItself}" cannot be the id of a camera, events about the agent itself have it; choose another`,
    )
  const all = [...doubles, ...reserved, ...problems].map((line) => `${file}: ${line}`)
  if (all.length > 0) throw new ConfigError(all)
}

function problem(key: string, attempt: () => unknown): string[] {
  try {
    attempt()
    return []
  } catch (error) {
    return [`${key}: ${(error as Error).message}`]
  }
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}
