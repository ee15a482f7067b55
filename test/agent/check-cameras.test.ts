import { expect, it } from 'vitest'
import { checkCameras } from '../../agent/check-cameras.ts'
import { AgentConfig } from '../../agent/config.ts'
import { checkConfig } from '../../runtime/config.ts'

it.each([
  [
    [
      [0, 0],
      [0.5, 0],
      [0.5, 0],
    ],
    'a mask needs 3 different points, this one has 2; draw more',
  ],
  [
    [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
    ],
    'the border of the mask crosses or touches itself',
  ],
  [
    [
      [0, 0],
      [0.5, 0.5],
      [1, 1],
    ],
    'the points of the mask lie on one line, so that nothing can be in it',
  ],
] as [number[][], string][])('refuses the mask %j by its place', (mask, problem) => {
  const good = [
    [0, 0],
    [1, 0],
    [1, 1],
  ]
  const check = (...masks: number[][][]) => {
    const config = checkConfig(AgentConfig, { cameras: [{ id: 'gate', source: { url: 'test://' }, masks }] }, 'test')
    return () => checkCameras(config, 'agent.yaml')
  }
  expect(check(good, [...good, [0, 0]])).not.toThrow()
  expect(check(good, mask)).toThrow(`agent.yaml: cameras[0].masks[1]: ${problem}`)
})

it('keeps the name of the agent itself from cameras, and one name from two', () => {
  const camera = (id: string) => ({ id, source: { url: 'rtsp://192.0.2.1/' } })
  const check = (...ids: string[]) => {
    const config = checkConfig(AgentConfig, { cameras: ids.map(camera) }, 'test')
    return () => checkCameras(config, 'agent.yaml')
  }
  expect(check('gate', 'yard')).not.toThrow()
  expect(check('gate', 'agent')).toThrow('agent.yaml: cameras: "agent" cannot be the id of a camera')
  expect(check('gate', 'gate')).toThrow('agent.yaml: cameras: two cameras have the id "gate"')
})

it('lets no clip leave in which people cannot be hidden', () => {
  const line = {
    name: 'stop',
    type: 'line',
    points: [
      [0, 0.5],
      [1, 0.5],
    ],
    clip: true,
  }
  const check = (over: object) => {
    const camera = { id: 'gate', source: { url: 'rtsp://192.0.2.1/' }, recording: { enabled: true }, rules: [line] }
    const config = checkConfig(AgentConfig, { cameras: [{ ...camera, ...over }] }, 'test')
    return () => checkCameras(config, 'agent.yaml')
  }
  expect(check({ privacy: { blur: 'none' } })).not.toThrow()
  expect(check({})).not.toThrow()
  expect(check({ fps: 0.5, privacy: { blur: 'none' } })).not.toThrow()
  expect(check({ fps: 0.5 })).toThrow('cameras[0].rules[0].clip: people who come and go between two of 0.5 frames')
  expect(check({ recording: { enabled: false } })).toThrow('clip: nothing is recorded; set recording.enabled: true')
})
