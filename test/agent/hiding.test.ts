import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AgentConfig } from '../../agent/config.ts'
import { openDetectors } from '../../agent/detectors.ts'
import { openHiding } from '../../agent/hiding.ts'
import { type Closing, createClosing } from '../../runtime/closing.ts'
import { checkConfig } from '../../runtime/config.ts'
import { createLog } from '../../runtime/log.ts'
import { weightsOf } from '../models/weights.ts'
import { hasShared } from '../shared.ts'
import { toFrame } from './detect/picture.ts'

let folder: string
let closing: Closing

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watchpost-hiding-'))
  cpSync('models', folder, { recursive: true, filter: (path) => !path.endsWith('.onnx') })
  closing = createClosing()
})
afterEach(async () => {
  await closing.close()
  rmSync(folder, { recursive: true })
})

const seen = { ...toFrame(64, 64, () => [9, 9, 9]), people: [[0.2, 0.2, 0.2, 0.6]] as const }

function open(...blurs: string[]) {
  const cameras = blurs.map((blur) => ({ id: blur, source: { url: 'test://' }, privacy: { blur } }))
  const config = checkConfig(AgentConfig, { modelsFolder: folder, cameras }, 'test')
  return openHiding(config, createLog('test', 'silent', { write: () => undefined }), closing)
}

it('blurs heads where the face model is not installed', async () => {
  const { hide, about } = await open('auto', 'people', 'none')
  expect(about).toBeUndefined()
  expect((await hide('auto', seen)).privacy).toEqual(['heads-blurred'])
  expect((await hide('people', seen)).privacy).toEqual(['people-blurred'])
  expect((await hide('none', seen)).privacy).toEqual([])
  await expect(hide('another', seen)).rejects.toThrow('there is no camera another')
})

it('takes a damaged face model for none, and a folder without its manifest', async () => {
  writeFileSync(join(folder, 'yunet-n-640.onnx'), 'half of it')
  expect((await (await open('auto')).hide('auto', seen)).privacy).toEqual(['heads-blurred'])
  rmSync(join(folder, 'yunet-n-640.json'))
  expect((await (await open('auto')).hide('auto', seen)).privacy).toEqual(['heads-blurred'])
})

it('refuses faces without the face model, and says how to get it', async () => {
  await expect(open('heads', 'faces')).rejects.toThrow(
    'cameras: "faces": privacy.blur: faces needs the model yunet-n-640, which is not installed; get it with: npm run models -- pull yunet-n-640; or choose heads',
  )
})

it('refuses the face model as a detector', async () => {
  const config = checkConfig(AgentConfig, { modelsFolder: folder, detector: { model: 'yunet-n-640' } }, 'test')
  await expect(openDetectors(config, closing)).rejects.toThrow('detector.model: yunet-n-640 finds only faces')
})

it.skipIf(!hasShared)('blurs faces where the face model is installed, unless nobody asks for it', async () => {
  copyFileSync(weightsOf('yunet-n-640'), join(folder, 'yunet-n-640.onnx'))
  const { hide, about } = await open('auto', 'heads')
  expect(about).toMatchObject({ model: 'yunet-n-640@1.0.0', decoder: 'yunet' })
  expect((await hide('auto', { ...seen, people: [] })).privacy).toEqual(['faces-blurred'])
  expect((await hide('auto', seen)).privacy).toEqual(['faces-blurred', 'heads-blurred'])
  expect((await hide('heads', seen)).privacy).toEqual(['heads-blurred'])
  expect((await open('heads', 'none')).about).toBeUndefined()
})
