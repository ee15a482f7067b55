/** The labelled stills of the test material: COCO pictures with boxes. */
import { readFileSync } from 'node:fs'
import type { Box } from '../../agent/detect/detection.ts'
import { shared } from '../shared.ts'

export type LabelledBox = { readonly label: string; readonly box: Box; readonly isCrowd: boolean }
export type Still = { readonly file: string; readonly boxes: readonly LabelledBox[] }

type Annotations = {
  images: { id: number; file_name: string; width: number; height: number }[]
  annotations: { image_id: number; category_id: number; bbox: [number, number, number, number]; iscrowd: number }[]
  categories: { id: number; name: string }[]
}

/** Every still with its boxes in 0–1 of the picture. */
export function readStills(): Still[] {
  const folder = 'coco_permissive_train82'
  const { images, annotations, categories } = JSON.parse(
    readFileSync(shared('images', folder, 'annotations.json'), 'utf8'),
  ) as Annotations
  const labels = new Map(categories.map(({ id, name }) => [id, name]))
  return images.map(({ id, file_name, width, height }) => ({
    file: shared('images', folder, 'images', file_name),
    boxes: annotations
      .filter(({ image_id }) => image_id === id)
      .map(({ category_id, bbox: [x, y, w, h], iscrowd }) => ({
        label: labels.get(category_id) ?? '',
        box: [x / width, y / height, w / width, h / height],
        isCrowd: iscrowd === 1,
      })),
  }))
}
