import { IconPhotoOff } from '@tabler/icons-react'
import type { EventRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'
import { cropAround } from './crop.ts'
import { isNotice } from './notice.ts'
import { ObjectIcon } from './object-icon.tsx'
import { usePicture } from './use-picture.ts'

type ObjectCropProps = {
  readonly event: EventRecord
  /** Width by height of the place that it fills. */
  readonly frameAspect: number
  /** As in a list, where a small file is enough. */
  readonly isSmall?: boolean
}

/** Cut out of the snapshot by the style alone; where it is shown small, the small picture that the box made, if there is one. */
export function ObjectCrop({ event, frameAspect, isSmall = false }: ObjectCropProps) {
  if (isNotice(event)) return <NoticeMark event={event} />
  const { thumbnail } = event
  if (isSmall && thumbnail !== undefined) {
    return <Cropped key={thumbnail} sha256={thumbnail} event={event.id} frameAspect={frameAspect} />
  }
  if (event.snapshot === undefined) return <NoPicture />
  return (
    <Cropped
      key={event.snapshot}
      sha256={event.snapshot}
      event={event.id}
      box={event.snapshotBox}
      frameAspect={frameAspect}
    />
  )
}

type CroppedProps = {
  readonly sha256: string
  /** Id of the event that it shows. */
  readonly event: string
  /** Where the object is in the picture; a picture of the object alone needs none. */
  readonly box?: EventRecord['snapshotBox']
  readonly frameAspect: number
}

function Cropped({ sha256, event, box, frameAspect }: CroppedProps) {
  const { src, state, aspect, onLoad, onError } = usePicture(sha256, event)
  const place = cropAround(box, aspect, frameAspect)
  const inFrame = (part: number): string => `${part * 100}%`
  return (
    <span className="object-crop">
      <img
        src={src}
        alt=""
        decoding="async"
        onLoad={onLoad}
        onError={onError}
        hidden={state !== 'shown'}
        style={{
          left: inFrame(place.left),
          top: inFrame(place.top),
          width: inFrame(place.width),
          height: inFrame(place.height),
        }}
      />
      {state !== 'shown' && state !== 'loading' && <NoPicture />}
    </span>
  )
}

/** No camera was involved, so that no picture is missing. */
function NoticeMark({ event }: { readonly event: EventRecord }) {
  return (
    <span className="object-crop object-crop-none">
      <ObjectIcon event={event} size={24} />
    </span>
  )
}

function NoPicture() {
  const { t } = useText()
  return (
    <span className="object-crop object-crop-none" title={t('picture.absent')}>
      <IconPhotoOff size={18} stroke={1.5} aria-hidden />
    </span>
  )
}
