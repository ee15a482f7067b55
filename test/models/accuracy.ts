/**
 * Measures every model of whole pictures on the labelled stills and prints the table of models/README.md:
 *   WATCHPOST_SHARED=… npx tsx test/models/accuracy.ts
 */
import { join } from 'node:path'
import { intersectionOverUnion } from '../../agent/detect/candidate.ts'
import type { Detection } from '../../agent/detect/detection.ts'
import { type Detector, openDetector } from '../../agent/detect/detector.ts'
import { findsFaces, loadManifests, type ModelManifest } from '../../models/manifest.ts'
import { projectRoot } from '../../runtime/project.ts'
import { loadPicture } from '../agent/detect/picture.ts'
import { readStills, type Still } from './stills.ts'
import { weightsOf } from './weights.ts'

const minScore = 0.3

for (const manifest of loadManifests(join(projectRoot, 'models'))) {
  // A model that looks at what moves finds nothing in a still, and faces are not marked in these.
  if (!('width' in manifest.input) || findsFaces(manifest)) continue
  const one = await measure(manifest, 1)
  const two = await measure(manifest, 2)
  const { width, height } = manifest.input
  const shares = ['Human', 'Vehicle'].map((name) => describeClass(manifest, two.found, name)).join(' | ')
  console.log(
    `| \`${manifest.name}\` | ${width}×${height} | ${one.fastestMs.toFixed(0)} / ${two.fastestMs.toFixed(0)} | ${shares} |`,
  )
}

type Found = { still: Still; detections: Detection[] }

async function measure(manifest: ModelManifest, threads: number): Promise<{ found: Found[]; fastestMs: number }> {
  const modelFile = weightsOf(manifest.name)
  const detector: Detector = await openDetector({ manifest, modelFile, threads, minScore, timeoutMs: 10_000 })
  const found: Found[] = []
  const times: number[] = []
  for (const still of readStills()) {
    const { detections, inferenceMs } = await detector.detect(await loadPicture(still.file))
    found.push({ still, detections })
    times.push(inferenceMs)
  }
  await detector.close()
  return { found, fastestMs: Math.min(...times) }
}

function describeClass({ classes }: ModelManifest, found: readonly Found[], name: string): string {
  let wanted = 0
  let right = 0
  let wrong = 0
  for (const { still, detections } of found) {
    const boxes = still.boxes.filter(({ label }) => classes[label]?.class === name)
    const open = new Set(boxes.filter(({ isCrowd }) => !isCrowd))
    wanted += open.size
    for (const { box } of detections.filter((detection) => detection.class === name)) {
      const overlap = (other: (typeof boxes)[number]) => intersectionOverUnion(other.box, box)
      const [best] = [...open].sort((a, b) => overlap(b) - overlap(a))
      if (best !== undefined && overlap(best) >= 0.5) {
        open.delete(best)
        right += 1
      } else if (!boxes.some((other) => other.isCrowd && overlap(other) > 0.05)) {
        wrong += 1
      }
    }
  }
  return `${(right / wanted).toFixed(2)} / ${(right / (right + wrong)).toFixed(2)}`
}
