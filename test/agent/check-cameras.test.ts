import { expect, it } from 'vitest'
import { checkCameras } from '../../agent/check-cameras.ts'
import { AgentConfig } from '../../agent/config.ts'
import { checkConfig } from '../../runtime/config.ts'

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
