import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { InferenceSession } from 'onnxruntime-node'
import type { ModelManifest, PictureModel, SquareModel } from '../../models/manifest.ts'
import type { Detection } from './detection.ts'
import { DetectorError } from './detector-error.ts'
import { describeDifferences, type TensorSpec } from './graph.ts'
import type { Look } from './look.ts'
import { lookAtPicture } from './look-at-picture.ts'
import { lookAtSquares } from './look-at-squares.ts'
import type { Picture } from './model-input.ts'

export type SessionOptions = {
  readonly manifest: ModelManifest
  readonly modelFile: string
  readonly threads: number
  /** Weaker candidates are dropped; never below what the manifest calls noise. */
  readonly minScore: number
}

export type InferenceSessionOfModel = {
  /** @throws DetectorError inference-failed, bad-output */
  infer(picture: Picture): Promise<Detection[]>
}

/**
 * Opens a model whose weights are exactly those of the manifest, and runs it once on a grey picture: what does not fit
 * shows here and not on the first frame. Blocks its thread during `infer`, so it belongs in a worker.
 * @throws DetectorError weights-missing, weights-wrong, graph-unreadable, graph-mismatch, bad-output
 */
export async function openInferenceSession(options: SessionOptions): Promise<InferenceSessionOfModel> {
  const { manifest, threads } = options
  const session = await openGraph(await readWeights(options), options, threads)
  const look =
    'planes' in manifest.input ? lookAtSquares(manifest as SquareModel) : lookAtPicture(manifest as PictureModel)
  checkGraph(session, look, options)
  const minScore = Math.max(options.minScore, manifest.thresholds.score)

  async function infer(picture: Picture): Promise<Detection[]> {
    try {
      return await look.detect(picture, minScore, async (feeds) => {
        const outputs = await session.run(feeds)
        checkOutputs(outputs, look)
        return outputs
      })
    } catch (error) {
      const code = error instanceof DetectorError ? error.code : 'inference-failed'
      throw new DetectorError(code, `detect: running ${manifest.name}: ${reason(error)}`, { cause: error })
    }
  }

  await infer(greyPicture)
  return { infer }
}

const greyPicture: Picture = {
  ...{ width: 16, height: 16, data: new Uint8Array(384).fill(128) },
  moving: {
    regions: [{ box: [0, 0, 1, 1] }],
    change: { width: 1, height: 1, cellPixels: 16, contrast: new Float32Array(1) },
  },
}

async function readWeights({ manifest, modelFile }: SessionOptions): Promise<Uint8Array> {
  const remedy = `get the weights with: npm run models -- pull ${manifest.name}`
  let weights: Uint8Array
  try {
    weights = await readFile(modelFile)
  } catch (error) {
    const what = `detect: model ${manifest.name}: cannot read ${modelFile} (${(error as NodeJS.ErrnoException).code})`
    throw new DetectorError('weights-missing', `${what}; ${remedy}`, { cause: error })
  }
  const sha256 = createHash('sha256').update(weights).digest('hex')
  if (sha256 === manifest.sha256) return weights
  const found = `${weights.length} bytes with sha256 ${sha256}`
  const expected = `${manifest.bytes} bytes with sha256 ${manifest.sha256}`
  throw new DetectorError(
    'weights-wrong',
    `detect: model ${manifest.name}: ${modelFile} holds ${found}, the manifest says ${expected}; ${remedy}`,
  )
}

async function openGraph(
  weights: Uint8Array,
  { manifest, modelFile }: SessionOptions,
  threads: number,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(weights, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      // Idle threads that spin for work cost more than the inference itself at a few frames per second.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      logSeverityLevel: 3,
    })
  } catch (error) {
    const what = `detect: model ${manifest.name}: ${modelFile} is no graph that the runtime can load: ${reason(error)}`
    throw new DetectorError('graph-unreadable', `${what}; take another model`, { cause: error })
  }
}

function checkGraph(
  session: InferenceSession,
  { inputs, outputs }: Look,
  { manifest, modelFile }: SessionOptions,
): void {
  const strangers = session.inputNames.filter((name) => !inputs.some((input) => input.name === name))
  const differences = [
    ...describeDifferences('input', inputs, toSpecs(session.inputMetadata)),
    ...strangers.map((name) => `input ${name} is not in the manifest`),
    ...describeDifferences('output', outputs, toSpecs(session.outputMetadata)),
  ]
  if (differences.length === 0) return
  throw new DetectorError(
    'graph-mismatch',
    `detect: model ${manifest.name}: ${modelFile} does not fit its manifest: ${differences.join('; ')}; correct ${manifest.name}.json`,
  )
}

function toSpecs(metadata: readonly InferenceSession.ValueMetadata[]): TensorSpec[] {
  return metadata.map((value) =>
    value.isTensor
      ? { name: value.name, type: value.type, shape: value.shape }
      : { name: value.name, type: 'no tensor', shape: [] },
  )
}

function checkOutputs(outputs: InferenceSession.OnnxValueMapType, look: Look): void {
  const found = Object.entries(outputs).map(([name, { type, dims }]) => ({ name, type, shape: dims }))
  const differences = describeDifferences('output', look.outputs, found)
  if (differences.length > 0) throw new DetectorError('bad-output', differences.join('; '))
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
