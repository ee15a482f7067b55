import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { ModelManifest } from '../../models/manifest.ts'
import { toDetections } from './candidate.ts'
import { createDecoder, type Decoder } from './decoder.ts'
import type { Detection } from './detection.ts'
import { DetectorError } from './detector-error.ts'
import { describeDifferences, type TensorSpec } from './graph.ts'
import { createModelInput, type Picture } from './model-input.ts'

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
  const decoder = createDecoder(manifest)
  const { name, width, height } = manifest.input
  const inputs: TensorSpec[] = [{ name, type: 'float32', shape: [1, 3, height, width] }, ...decoder.inputs]
  checkGraph(session, inputs, decoder, options)

  const input = createModelInput(manifest.input)
  const feeds = { ...decoder.feeds, [name]: new Tensor('float32', input.data, [1, 3, height, width]) }
  const minScore = Math.max(options.minScore, manifest.thresholds.score)

  async function infer(picture: Picture): Promise<Detection[]> {
    try {
      const placement = input.fill(picture)
      const outputs = await session.run(feeds)
      checkOutputs(outputs, decoder)
      return toDetections(decoder.decode(outputs, minScore), placement, manifest)
    } catch (error) {
      const code = error instanceof DetectorError ? error.code : 'inference-failed'
      throw new DetectorError(code, `detect: running ${manifest.name}: ${reason(error)}`, { cause: error })
    }
  }

  await infer(greyPicture)
  return { infer }
}

const greyPicture: Picture = { width: 16, height: 16, data: new Uint8Array(384).fill(128) }

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
  inputs: readonly TensorSpec[],
  decoder: Decoder,
  { manifest, modelFile }: SessionOptions,
): void {
  const strangers = session.inputNames.filter((name) => !inputs.some((input) => input.name === name))
  const differences = [
    ...describeDifferences('input', inputs, toSpecs(session.inputMetadata)),
    ...strangers.map((name) => `input ${name} is not in the manifest`),
    ...describeDifferences('output', decoder.outputs, toSpecs(session.outputMetadata)),
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

function checkOutputs(outputs: InferenceSession.OnnxValueMapType, decoder: Decoder): void {
  const found = Object.entries(outputs).map(([name, { type, dims }]) => ({ name, type, shape: dims }))
  const differences = describeDifferences('output', decoder.outputs, found)
  if (differences.length > 0) throw new DetectorError('bad-output', differences.join('; '))
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
