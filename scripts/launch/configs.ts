import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { projectRoot } from '../../runtime/project.ts'
import type { StartCamera } from './camera.ts'
import { motionModel } from './model.ts'
import { words } from './words.ts'

export type StartPlan = {
  readonly folder: string
  readonly cameras: readonly StartCamera[]
  readonly model: string
  readonly httpPort: number
  readonly mqttPort: number
}

/** Writes the two config files that `start` runs with: a beginning for one's own, too. */
export function writeConfigs({
  folder,
  cameras,
  model,
  httpPort,
  mqttPort,
}: StartPlan): Record<'agent' | 'collector', string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const files = { agent: join(folder, 'agent.yaml'), collector: join(folder, 'collector.yaml') }
  // An address may hold a password: for the owner's eyes only.
  writeFileSync(
    files.agent,
    stringify({
      dataFolder: join(folder, 'agent'),
      mqtt: { url: `mqtt://127.0.0.1:${mqttPort}` },
      collector: { url: `http://127.0.0.1:${httpPort}` },
      modelsFolder: join(projectRoot, 'models'),
      detector: { model },
      healthMs: 5_000,
      cameras: cameras.map(({ id, name, url }) => ({ id, name, source: { url }, rules: rulesFor(model) })),
    }),
    { mode: 0o600 },
  )
  writeFileSync(
    files.collector,
    stringify({
      dataFolder: join(folder, 'collector'),
      http: { port: httpPort },
      mqtt: { port: mqttPort },
      // For trying out: on this machine alone, and with no one to log in.
      access: { open: true },
    }),
  )
  return files
}

/** What suits any picture: who is in it, and who crosses its middle. */
function rulesFor(model: string): object[] {
  const classes = model === motionModel ? { classes: ['Motion'] } : {}
  const corners = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ]
  const middle = [
    [0, 0.5],
    [1, 0.5],
  ]
  return [
    { name: words.wholePicture, type: 'zone', ...classes, points: corners },
    { name: words.middleLine, type: 'line', ...classes, points: middle },
  ]
}
