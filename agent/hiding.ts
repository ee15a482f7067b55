import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadManifest } from '../models/manifest.ts'
import { weightsState } from '../models/weights.ts'
import type { Closing } from '../runtime/closing.ts'
import { ConfigError } from '../runtime/config.ts'
import type { Log } from '../runtime/log.ts'
import type { AgentConfig, CameraConfig } from './config.ts'
import { type Detector, openDetector } from './detect/detector.ts'
import { createHidePeople, type HiddenFrame, type HidePeople } from './privacy/hide-people.ts'

/** What makes people in the pictures of all cameras unrecognisable. */
export type Hiding = {
  /** @throws Error when this frame must not leave the box */
  hide(camera: string, ...picture: Parameters<HidePeople>): Promise<HiddenFrame>
  /** What the birth message says of the face model, where one is used. */
  readonly about?: Pick<Detector, 'model' | 'sha256' | 'decoder'>
}

const faceModel = 'yunet-n-640'
/** Of the model, the manifest's own: rather a leaf too much than a face too little. */
const minScore = 0.01

/**
 * Opens the face model where a camera needs it: in a thread of its own, asked only for pictures that are kept, so that no
 * detection waits for it.
 * @throws ConfigError, DetectorError naming what cannot be used and what to do
 */
export async function openHiding(config: AgentConfig, log: Log, closing: Closing): Promise<Hiding> {
  const faces = await openFaces(config, closing)
  const byCamera = new Map(config.cameras.map((camera) => [camera.id, hidePeopleOf(camera, faces, log)]))
  return {
    async hide(camera, ...picture) {
      const hidePeople = byCamera.get(camera)
      if (hidePeople === undefined) throw new Error(`privacy: there is no camera ${camera}`)
      return hidePeople(...picture)
    },
    ...(faces && { about: faces }),
  }
}

async function openFaces(
  { cameras, modelsFolder, detector: { timeoutMs } }: AgentConfig,
  closing: Closing,
): Promise<Detector | undefined> {
  const wanted = cameras.find(({ privacy }) => privacy.blur === 'faces')
  if (wanted === undefined && !cameras.some(({ privacy }) => privacy.blur === 'auto')) return undefined
  if (!existsSync(join(modelsFolder, `${faceModel}.json`)) && wanted === undefined) return undefined
  const manifest = loadManifest(modelsFolder, faceModel)
  if ((await weightsState(modelsFolder, manifest)) !== 'verified') {
    if (wanted === undefined) return undefined
    throw new ConfigError([
      `cameras: "${wanted.id}": privacy.blur: faces needs the model ${faceModel}, which is not installed; ` +
        `get it with: npm run models -- pull ${faceModel}; or choose heads`,
    ])
  }
  const modelFile = join(modelsFolder, manifest.file)
  const faces = await openDetector({ manifest, modelFile, threads: 1, minScore, timeoutMs })
  closing.add('face detector', () => faces.close())
  return faces
}

function hidePeopleOf({ id, masks, privacy }: CameraConfig, faces: Detector | undefined, log: Log): HidePeople {
  const usual = faces === undefined ? 'heads' : 'faces'
  let failures = 0
  return createHidePeople({
    blur: privacy.blur === 'auto' ? usual : privacy.blur,
    isMasked: masks.length > 0,
    async findFaces(frame) {
      if (faces === undefined) throw new Error('privacy: there is no face model')
      const { detections } = await faces.detect(frame)
      if (failures > 0) log.info({ camera: id, pictures: failures }, 'faces are found again')
      failures = 0
      return detections.map(({ box }) => box)
    },
    onFailure(error) {
      // Of a model that is gone this is every picture: the first says why.
      if (failures === 0) log.error({ camera: id, err: error }, 'faces cannot be looked for; heads are blurred instead')
      failures += 1
    },
  })
}
