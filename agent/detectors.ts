import { join } from 'node:path'
import { findsFaces, loadManifest } from '../models/manifest.ts'
import type { Closing } from '../runtime/closing.ts'
import { ConfigError } from '../runtime/config.ts'
import type { AgentConfig } from './config.ts'
import { type Detector, openDetector } from './detect/detector.ts'
import { motionDetector, motionModel, movingDetector } from './detect/motion-detector.ts'
import { createMotion } from './motion/motion.ts'

export type Detectors = {
  /** What birth and health say of them. */
  readonly about: Pick<Detector, 'model' | 'sha256' | 'decoder' | 'queue' | 'stuckSince'>
  /** A model serves all cameras; motion learns the background of one. */
  forCamera(): Detector
}

/**
 * Opens what the config names: a model, or detection of motion alone.
 * @throws ConfigError, DetectorError naming what cannot be used and what to do
 */
export async function openDetectors(config: AgentConfig, closing: Closing): Promise<Detectors> {
  const { model, threads, minScore, timeoutMs } = config.detector
  if (model === motionModel) {
    const forCamera = () => motionDetector(createMotion())
    return { about: forCamera(), forCamera }
  }
  const manifest = loadManifest(config.modelsFolder, model)
  if (findsFaces(manifest)) {
    throw new ConfigError([`detector.model: ${model} finds only faces, for blurring them; choose another model`])
  }
  const modelFile = join(config.modelsFolder, manifest.file)
  const looksAtMotion = manifest.decoder.type === 'cells'
  // Small squares are quicker looked at than shared out among threads.
  const detector = await openDetector({
    manifest,
    modelFile,
    threads: looksAtMotion ? 1 : threads,
    minScore,
    timeoutMs,
  })
  closing.add('detector', () => detector.close())
  return { about: detector, forCamera: () => (looksAtMotion ? movingDetector(detector, createMotion()) : detector) }
}
