import {
  findsFaces,
  loadManifest,
  loadManifests,
  type ModelManifest,
  type PictureModel,
} from '../../models/manifest.ts'

/** The models of the project that look at whole pictures for what cameras watch for, and so see it on stills. */
export function pictureModels(): PictureModel[] {
  return loadManifests('models')
    .filter(looksAtPictures)
    .filter((manifest) => !findsFaces(manifest))
}

export function pictureModel(name: string): PictureModel {
  const manifest = loadManifest('models', name)
  if (!looksAtPictures(manifest)) throw new Error(`${name} does not look at whole pictures`)
  return manifest
}

function looksAtPictures(manifest: ModelManifest): manifest is PictureModel {
  return manifest.decoder.type !== 'cells'
}
