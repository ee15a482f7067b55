import type { ModelManifest } from '../../models/manifest.ts'

/**
 * What a label is on the wire, without what is known of such objects. Here and not with the manifests: their schemas would be loaded
 * into each thread of a model, 20 MB and most of the time that it takes to start.
 */
export function kindOf({ class: name, vehicleType }: ModelManifest['classes'][string]): {
  class: string
  vehicleType?: string
} {
  return { class: name, ...(vehicleType !== undefined && { vehicleType }) }
}
