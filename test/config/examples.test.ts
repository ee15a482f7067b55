import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { checkCameras } from '../../agent/check-cameras.ts'
import { AgentConfig } from '../../agent/config.ts'
import { CollectorConfig } from '../../collector/config.ts'
import { checkConfig, loadConfig } from '../../runtime/config.ts'
import { projectRoot } from '../../runtime/project.ts'
import { read } from '../repo/tracked-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-examples-'))
const inProject = (path: string): string => join(projectRoot, path)

/** Everything that the example switches off, switched on. */
function withOptionalKeys(path: string): string {
  const file = join(folder, 'all-keys.yaml')
  writeFileSync(file, read(path).replace(/^( *)#(?=[\w-])/gm, '$1'))
  return file
}

const env = {
  ...{ MQTT_USERNAME: 'box-7', MQTT_PASSWORD: 'm', CAMERA_USERNAME: 'viewer', CAMERA_PASSWORD: 'c' },
  ...{ COLLECTOR_KEY: 'wp_k', SIGN_ON_SECRET: 's' },
}

describe('config/agent.example.yaml', () => {
  const path = 'config/agent.example.yaml'

  it('loads, and but for its camera says what an empty file says', () => {
    const { cameras, ...rest } = loadConfig(AgentConfig, inProject(path), {})
    const { cameras: none, ...defaults } = checkConfig(AgentConfig, {}, 'defaults')
    expect(rest).toEqual(defaults)
    expect(none).toEqual([])
    const drawn = ['zone', 'intrusion', 'occupancy', 'line', 'count']
    const types = [...drawn, 'speed', 'wrong-way', 'stopped', 'left-object', 'removed-object']
    expect(cameras.map(({ rules }) => rules.map(({ type }) => type))).toEqual([types])
  })

  it('works as it is drawn', () => {
    checkCameras(loadConfig(AgentConfig, inProject(path), {}), path)
  })

  it('has the defaults of a camera and of each kind of rule', () => {
    const { cameras } = loadConfig(AgentConfig, inProject(path), {})
    const given = ['name', 'type', 'points', 'zone', 'line', 'schedule', 'metres', 'allowed']
    const bare = cameras.map(({ id, source: { url }, zones, lines, rules }) => ({
      ...{ id, source: { url }, zones, lines },
      rules: rules.map((rule) => Object.fromEntries(Object.entries(rule).filter(([key]) => given.includes(key)))),
    }))
    expect(checkConfig(AgentConfig, { cameras: bare }, 'bare').cameras).toEqual(cameras)
  })

  it('loads with every optional key switched on', () => {
    const { mqtt, cameras } = loadConfig(AgentConfig, withOptionalKeys(path), env)
    expect(mqtt).toMatchObject({ username: 'box-7', password: 'm' })
    expect(cameras[0]).toMatchObject({ name: 'Cổng chính', source: { username: 'viewer', startAt: 1_767_225_600_000 } })
  })
})

describe('config/collector.example.yaml', () => {
  it('loads, and says what an empty file says', () => {
    const config = loadConfig(CollectorConfig, inProject('config/collector.example.yaml'), {})
    expect(config).toEqual(checkConfig(CollectorConfig, {}, 'defaults'))
  })

  it('loads with every optional key switched on', () => {
    const { access } = loadConfig(CollectorConfig, withOptionalKeys('config/collector.example.yaml'), env)
    const grants = [{ group: 'control-room', role: 'operator', branch: 'lam-dong' }]
    expect(access.singleSignOn).toMatchObject({ clientSecret: 's', groupsClaim: 'groups', grants })
  })
})

describe.each(['agent', 'collector'])('config/%s.schema.json', (program) => {
  const validate = new Ajv2020({ strict: true }).compile(JSON.parse(read(`config/${program}.schema.json`)) as object)
  const check = (yaml: string): boolean => validate(parseYaml(yaml) ?? {})

  it('takes the example, and an empty file', () => {
    expect(check(read(`config/${program}.example.yaml`)), JSON.stringify(validate.errors)).toBe(true)
    expect(check('')).toBe(true)
  })

  it('takes a text from the environment, and refuses a key that does not exist', () => {
    expect(check('logLevel: ${LEVEL:-info}')).toBe(true)
    expect(check('logLevel: loud')).toBe(false)
    expect(check('sight: ward-1')).toBe(false)
  })
})

describe('config/README.md and the examples', () => {
  it('explain every key', () => {
    const empty = /^ *#\s*$|^\| `.+` \|.*\| – \|$|^\.$/gm
    for (const path of ['config/agent.example.yaml', 'config/collector.example.yaml', 'config/README.md']) {
      expect(read(path).replace(/^#\n/m, '').match(empty) ?? []).toEqual([])
    }
  })
})
