import { loadManifest, loadManifests, type ModelManifest, type PictureModel } from '../../models/manifest.ts'

/** The models of the project that look at whole pictures, and so see stills. */
export function pictureModels(): PictureModel[] {
  return loadManifests('models').filter(looksAtPictures)
}

export function pictureModel(name: string): PictureModel {
  const manifest = loadManifest('models', name)
  if (!looksAtPictures(manifest)) throw new Error(`${name} does not look at whole pictures`)
  return manifest
}

function looksAtPictures(manifest: ModelManifest): manifest is PictureModel {
  return manifest.decoder.type !== 'cells'
}
