import type { Privacy } from '../../wire/event-media.ts'
import type { Box } from '../detect/detection.ts'
import type { SeenFrame } from '../events/best-shot.ts'
import { blurRegions } from './blur.ts'
import { faceRegion, headRegion, personRegion, withoutFace } from './regions.ts'

export type HidePeopleOptions = {
  readonly blur: 'faces' | 'heads' | 'people' | 'none'
  /** The camera has masks, which were applied long before. */
  readonly isMasked: boolean
  /** Boxes of faces; only asked for `faces`. */
  readonly findFaces: (frame: SeenFrame) => Promise<Box[]>
  /** Faces could not be looked for: heads are blurred instead. */
  readonly onFailure: (error: unknown) => void
}

/** A picture as it may leave the box, and what was done for that. */
export type HiddenFrame = { readonly frame: SeenFrame; readonly privacy: readonly Privacy[] }

/**
 * @param takeBytes gives a picture that is changed its bytes
 * @throws Error when nobody knows who is in the frame, so that it must not leave the box
 */
export type HidePeople = (frame: SeenFrame, takeBytes?: (length: number) => Uint8Array) => Promise<HiddenFrame>

type Hidden = { readonly regions: readonly Box[]; readonly applied: readonly Privacy[] }

/**
 * Makes people unrecognisable. Rather too much than too little: with `faces`, the head of everybody is blurred whose face was
 * not found; when faces cannot be looked for at all, all heads are.
 */
export function createHidePeople({ blur, isMasked, findFaces, onFailure }: HidePeopleOptions): HidePeople {
  const hideFaces = async (frame: SeenFrame): Promise<Hidden> => {
    let faces: Box[]
    try {
      faces = await findFaces(frame)
    } catch (error) {
      onFailure(error)
      return hideHeads(frame)
    }
    const aspect = frame.width / frame.height
    const heads = withoutFace(frame.people ?? [], faces, aspect).map((person) => headRegion(person, aspect))
    const applied: Privacy[] = heads.length > 0 ? ['faces-blurred', 'heads-blurred'] : ['faces-blurred']
    return { regions: [...faces.map(faceRegion), ...heads], applied }
  }

  const find = (frame: SeenFrame): Hidden | Promise<Hidden> => {
    switch (blur) {
      case 'faces':
        return hideFaces(frame)
      case 'heads':
        return hideHeads(frame)
      case 'people':
        return { regions: peopleOf(frame).map(personRegion), applied: ['people-blurred'] }
      case 'none':
        return { regions: [], applied: [] }
    }
  }

  return async (frame, takeBytes) => {
    const { regions, applied } = await find(frame)
    return { frame: blurRegions(frame, regions, takeBytes), privacy: isMasked ? ['masked', ...applied] : applied }
  }
}

function hideHeads(frame: SeenFrame): Hidden {
  const aspect = frame.width / frame.height
  return { regions: peopleOf(frame).map((person) => headRegion(person, aspect)), applied: ['heads-blurred'] }
}

function peopleOf({ people }: SeenFrame): readonly Box[] {
  if (people === undefined) throw new Error('privacy: nobody has looked who is in this frame; it stays on the box')
  return people
}
