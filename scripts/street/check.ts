import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDetector } from '../../agent/detect/detector.ts'
import { loadManifest } from '../../models/manifest.ts'
import type { ObjectClass } from './figure.ts'
import { readFrames } from './frames.ts'
import { type MotRow, readMot } from './mot.ts'
import { createRecall, criteria, type Recall, type Tally } from './recall.ts'
import { readTruth, renderingIn } from './render.ts'

export type CheckOptions = {
  readonly folder: string
  readonly model: string
  readonly modelsFolder: string
  /** Looks at every n-th frame. */
  readonly every: number
}

/** How much of a rendering a detector finds. @throws Error, DetectorError */
export async function check(
  { folder, model, modelsFolder, every }: CheckOptions,
  signal: AbortSignal,
): Promise<Recall> {
  const files = renderingIn(folder)
  const { width, height } = (await readTruth(files.truth)).options
  const rows = byFrame(readMot(await readFile(files.mot)))
  const manifest = loadManifest(modelsFolder, model)
  const modelFile = join(modelsFolder, manifest.file)
  const detector = await openDetector({
    manifest,
    modelFile,
    threads: 2,
    minScore: criteria.minScore,
    timeoutMs: 60_000,
    signal,
  })
  const recall = createRecall(criteria)
  try {
    let index = 0
    for await (const frame of readFrames(files.video, width, height)) {
      signal.throwIfAborted()
      index++
      if ((index - 1) % every !== 0) continue
      const { detections } = await detector.detect(frame)
      recall.addFrame(rows.get(index) ?? [], detections, width, height)
    }
  } finally {
    await detector.close()
  }
  return recall
}

function byFrame(rows: readonly MotRow[]): Map<number, MotRow[]> {
  const frames = new Map<number, MotRow[]>()
  for (const row of rows) {
    const frame = frames.get(row.frame)
    if (frame) frame.push(row)
    else frames.set(row.frame, [row])
  }
  return frames
}

const groups: readonly (readonly [name: string, classes: readonly ObjectClass[]])[] = [
  ['people', ['pedestrian', 'rider']],
  ['pedestrian', ['pedestrian']],
  ['rider', ['rider']],
  ['vehicles', ['car', 'bus', 'truck', 'motorcycle', 'bicycle']],
  ['car', ['car']],
  ['bus', ['bus']],
  ['truck', ['truck']],
  ['motorcycle', ['motorcycle']],
  ['bicycle', ['bicycle']],
]

/** A table to print. */
export function describe({ byClass, falseAlarms }: Recall): string {
  const lines = groups.map(([name, classes]) => {
    const total = classes.reduce<Tally>(
      (sum, one) => ({ found: sum.found + (byClass.get(one)?.found ?? 0), of: sum.of + (byClass.get(one)?.of ?? 0) }),
      { found: 0, of: 0 },
    )
    return line(name, total)
  })
  return [...lines, line('detections that are nothing', falseAlarms)].join('\n')
}

function line(name: string, { found, of }: Tally): string {
  const share = of === 0 ? '–' : `${((100 * found) / of).toFixed(1)} %`
  return `${name.padEnd(28)}${share.padStart(8)}   ${found} of ${of}`
}
