import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AgentConfig } from '../../agent/config.ts'
import { ConfigError, loadConfig } from '../../runtime/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-config-'))

function load(yaml: string, env: NodeJS.ProcessEnv = {}): AgentConfig {
  const file = join(folder, 'agent.yaml')
  writeFileSync(file, yaml)
  return loadConfig(AgentConfig, file, env)
}

function problemsOf(yaml: string): readonly string[] {
  try {
    load(yaml)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => problem.replace(folder, ''))
    throw error
  }
  return []
}

const camera = (rest: string) => `cameras:\n  - id: gate\n    source: { url: "rtsp://a/b" }\n${rest}`

describe('loadConfig', () => {
  it('fills in every default, also inside lists', () => {
    const config = load(camera(''))
    expect(config.site).toBe('site-1')
    expect(config.mqtt.url).toBe('mqtt://127.0.0.1:1883')
    expect(config.cameras[0]).toMatchObject({ fps: 5, rules: [], source: { loop: true, stallMs: 8000 } })
  })

  it('takes an empty file as all defaults', () => {
    expect(load('').cameras).toEqual([])
  })

  it('fills in the defaults of the kind of rule that is meant', () => {
    const [line] =
      load(camera('    rules: [{ name: l, type: line, points: [[0, 0.5], [1, 0.5]] }]')).cameras[0]?.rules ?? []
    expect(line).toMatchObject({ type: 'line', direction: 'both', classes: ['Human', 'Vehicle', 'Bicycle'] })
    expect(line).not.toHaveProperty('dwellMs')
  })

  it('takes values from the environment, with fallbacks', () => {
    const env = { SITE: 'ward-9' }
    expect(load('site: ${SITE}\nagent: ${AGENT:-box-3}', env)).toMatchObject({ site: 'ward-9', agent: 'box-3' })
  })

  it.each([
    ['fps of the wrong type', camera('    fps: fast'), /cameras\[0\]\.fps: must be number, got "fast"/],
    ['a value out of range', camera('    fps: 900'), /cameras\[0\]\.fps: must be <= 30, got 900/],
    ['a missing key', 'cameras: [{ id: gate }]', /cameras\[0\].*source/],
    ['an unknown key', 'sight: ward-1', /\/agent\.yaml: sight: unknown key/],
    [
      'a point outside the picture',
      camera('    rules: [{ name: a, type: zone, points: [[0,0],[2,0],[1,1]] }]'),
      /rules\[0\]\.points\[1\]\[0\].*got 2/,
    ],
    [
      'an unknown kind of rule',
      camera('    rules: [{ name: a, type: fence, points: [[0,0],[1,1]] }]'),
      /rules\[0\]\.type.*got "fence"/,
    ],
    ['no YAML', 'site: [', /not valid YAML/],
    ['a variable that is not set', 'site: ${NOWHERE}', /site: environment variable NOWHERE is not set/],
  ])('refuses %s and quotes file, key and value', (_, yaml, expected) => {
    expect(problemsOf(yaml).join('\n')).toMatch(expected)
  })

  it('says one thing about one mistake', () => {
    expect(
      problemsOf(camera('    rules: [{ name: a, type: line, points: [[0,0],[1,1]], direction: up }]')),
    ).toHaveLength(1)
  })

  it('names a file that is not there', () => {
    expect(() => loadConfig(AgentConfig, '/nowhere/agent.yaml', {})).toThrow(/\/nowhere\/agent\.yaml: cannot be read/)
  })

  it('never quotes a password that stands in an address', () => {
    expect(problemsOf('mqtt: { url: "http://user:hunter2@host" }').join()).not.toMatch(/hunter2/)
  })
})
