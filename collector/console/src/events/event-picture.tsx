import { Tooltip } from '@mantine/core'
import { IconShape } from '@tabler/icons-react'
import { type CSSProperties, useState } from 'react'
import type { CameraRecord, EventRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'
import { useKeys } from '../layout/use-keys.ts'
import { Drawings } from './drawings.tsx'
import { PictureMissing } from './picture-missing.tsx'
import { usePicture } from './use-picture.ts'

type EventPictureProps = {
  readonly event: EventRecord
  readonly rule: CameraRecord['rules'][number] | undefined
  readonly alt: string
}

/** The snapshot, large and clean, with box, zone or line and trail drawn over it by the page. */
export function EventPicture({ event, rule, alt }: EventPictureProps) {
  return (
    <figure className="picture" data-testid="event-picture">
      {event.snapshot === undefined ? (
        <PictureMissing state="none" event={event} />
      ) : (
        <Snapshot key={event.snapshot} sha256={event.snapshot} event={event} rule={rule} alt={alt} />
      )}
    </figure>
  )
}

function Snapshot({ sha256, event, rule, alt }: EventPictureProps & { readonly sha256: string }) {
  const { t } = useText()
  const [isDrawn, setIsDrawn] = useState(true)
  const { src, state, aspect, onLoad, onError } = usePicture(sha256, event.id)
  const toggle = (): void => setIsDrawn((before) => !before)
  useKeys((key) => {
    if (key === 'b') toggle()
    return key === 'b'
  })
  return (
    <>
      <div className="picture-frame" style={{ '--aspect': aspect } as CSSProperties}>
        <img src={src} alt={alt} onLoad={onLoad} onError={onError} hidden={state !== 'shown'} />
        {state === 'shown' && isDrawn && <Drawings event={event} rule={rule} aspect={aspect} />}
        {state === 'loading' && <span className="skeleton picture-loading" />}
        {state !== 'shown' && state !== 'loading' && <PictureMissing state={state} event={event} />}
      </div>
      {state === 'shown' && (
        <Tooltip label={t('picture.drawingsHint')} position="bottom-end">
          <button type="button" className="picture-toggle" aria-pressed={isDrawn} onClick={toggle}>
            <IconShape size={18} aria-hidden />
            {t('picture.drawings')}
          </button>
        </Tooltip>
      )}
    </>
  )
}
