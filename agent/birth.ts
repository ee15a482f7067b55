import { arch, cpus, totalmem } from 'node:os'
import { productVersion } from '../runtime/project.ts'
import type { Birth } from '../wire/birth.ts'
import { wireVersion } from '../wire/version.ts'
import { shapeOf } from './camera-rules.ts'
import type { CameraConfig } from './config.ts'
import { sourceInput } from './source/source-input.ts'
import type { Station } from './station.ts'

/** The birth message as of now: who this agent is and what it runs. */
export function createBirth(station: Station): () => Birth {
  const { config, configHash, detectors, ffmpeg, outbox, clock, startedAt, now } = station
  const software = { watchpost: productVersion, node: process.version, ...(ffmpeg && { ffmpeg: ffmpeg.slice(0, 80) }) }
  const host = { arch: arch(), cpus: cpus().length, memoryBytes: totalmem() }
  const cameras = config.cameras.map((camera) => describeCamera(camera, detectors.about.model))
  const { model, sha256, decoder } = detectors.about
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
      models: [{ model, ...(sha256 !== undefined && { sha256 }), decoder }],
      config: configHash,
      clock: clock(),
      outbox: { depth, nextSeq },
    }
  }
}

function describeCamera(camera: CameraConfig, model: string): Birth['cameras'][number] {
  const { id, name, source, fps, rules } = camera
  return {
    camera: id,
    name: name ?? id,
    source: sourceInput(source).redactedUrl.slice(0, 512),
    fps,
    model,
    rules: rules.map((rule) => {
      const { type, points } = shapeOf(rule, camera)
      return { name: rule.name, type, points }
    }),
  }
}
