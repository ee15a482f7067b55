import { shared } from '../shared.ts'

const files: Readonly<Record<string, string>> = {
  'yolox-nano-416': 'yolox_nano_416.onnx',
  'yolox-nano-384x640': 'yolox_nano_384x640.onnx',
  'deimv2-femto-416': 'deimv2_femto_coco_416.onnx',
}

/** The weights of a model in the test material, where files have the names of their sources. */
export function weightsOf(name: string): string {
  return shared('models', files[name] ?? `${name}.onnx`)
}
