import { arch, cpus, totalmem } from 'node:os'
import { productVersion } from '../runtime/project.ts'
import type { Birth, BirthRule } from '../wire/birth.ts'
import { wireVersion } from '../wire/version.ts'
import { shapeOf } from './camera-rules.ts'
import type { CameraConfig } from './config.ts'
import type { Detectors } from './detectors.ts'
import { sourceInput } from './source/source-input.ts'
import type { Station } from './station.ts'

/** The birth message as of now: who this agent is and what it runs. */
export function createBirth(station: Station): () => Birth {
  const { config, configHash, detectors, hiding, ffmpeg, outbox, clock, startedAt, now } = station
  const software = { watchpost: productVersion, node: process.version, ...(ffmpeg && { ffmpeg: ffmpeg.slice(0, 80) }) }
  const host = { arch: arch(), cpus: cpus().length, memoryBytes: totalmem() }
  const cameras = config.cameras.map((camera) => describeCamera(camera, detectors.about.model))
  const models = [detectors.about, ...(hiding.about === undefined ? [] : [hiding.about])].map(describeModel)
  return () => {
    const { depth, nextSeq } = outbox.status()
    return {
      v: wireVersion,
      boot: outbox.boot,
      at: now(),
      startedAt,
      software,
      host,
      cameras,
      models,
      config: configHash,
      clock: clock(),
      outbox: { depth, nextSeq },
    }
  }
}

function describeModel({ model, sha256, decoder }: Detectors['about']): Birth['models'][number] {
  return { model, ...(sha256 !== undefined && { sha256 }), decoder }
}

function describeCamera(camera: CameraConfig, model: string): Birth['cameras'][number] {
  const { id, name, source, fps } = camera
  return {
    camera: id,
    name: name ?? id,
    source: sourceInput(source).redactedUrl.slice(0, 512),
    fps,
    model,
    rules: drawnRules(camera),
  }
}

/** What people drew, for overlays. */
export function drawnRules(camera: CameraConfig): BirthRule[] {
  return camera.rules.map((rule) => {
    const { type, points } = shapeOf(rule, camera)
    return { name: rule.name, type, points }
  })
}
