import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { writeConfigs } from '../../../scripts/launch/configs.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-configs-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Written = { detector: object; cameras: { rules: { type: string; classes?: string[] }[] }[] }

function agentConfig(model: string): Written {
  const cameras = [{ id: 'gate', name: 'Gate', url: 'rtsp://192.0.2.1/', shown: 'rtsp://192.0.2.1/' }]
  const { agent } = writeConfigs({ folder, cameras, model, httpPort: 8080, mqttPort: 1883 })
  return parse(readFileSync(agent, 'utf8')) as Written
}

describe('the config that start writes', () => {
  it.each([
    ['yolox-nano-416', undefined],
    ['street-64', undefined],
    ['motion', ['Motion']],
  ])('names the model, and asks of %s the classes it can tell: %j', (model, classes) => {
    const { detector, cameras } = agentConfig(model)
    expect(detector).toEqual({ model })
    expect(cameras[0]?.rules.map((rule) => [rule.type, rule.classes])).toEqual([
      ['zone', classes],
      ['line', classes],
    ])
  })
})
