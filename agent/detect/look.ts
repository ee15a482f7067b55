import type { Tensor } from 'onnxruntime-node'
import type { Detection } from './detection.ts'
import type { TensorSpec } from './graph.ts'
import type { Picture } from './model-input.ts'

export type Tensors = Readonly<Record<string, Tensor>>

/** How a kind of model looks at a picture: what it is fed, and what its answer means. */
export type Look = {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /**
   * @param run the graph, whose outputs fit `outputs`; not needed where there is nothing to look at
   * @returns strongest first
   * @throws DetectorError bad-output
   */
  detect(picture: Picture, minScore: number, run: (feeds: Tensors) => Promise<Tensors>): Promise<Detection[]>
}
