import { join } from 'node:path'
import { projectRoot } from '../../runtime/project.ts'
import { shared } from '../shared.ts'

const files: Readonly<Record<string, string>> = {
  'yolox-nano-416': 'yolox_nano_416.onnx',
  'yolox-nano-384x640': 'yolox_nano_384x640.onnx',
  'deimv2-femto-416': 'deimv2_femto_coco_416.onnx',
  'yunet-n-640': 'yunet_n_640.onnx',
}

/** The weights of a model: in the test material, where files have the names of their sources; else part of the project. */
export function weightsOf(name: string): string {
  const file = files[name]
  return file === undefined ? join(projectRoot, 'models', `${name}.onnx`) : shared('models', file)
}
