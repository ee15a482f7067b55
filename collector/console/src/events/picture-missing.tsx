import { IconPhotoOff } from '@tabler/icons-react'
import type { EventRecord } from '../../../../wire/rest.ts'
import { isOver } from '../feed/merge.ts'
import { useText } from '../i18n/text.ts'
import type { PictureState } from './use-picture.ts'

type PictureMissingProps = {
  readonly state: Exclude<PictureState, 'loading' | 'shown'> | 'none'
  readonly event: EventRecord
}

/** Stands where the picture would be and says why it is not there. */
export function PictureMissing({ state, event }: PictureMissingProps) {
  const { t } = useText()
  const [reason, advice] = {
    // Nobody waits for the picture of a camera that has none.
    none: [isOver(event) || event.type === 'camera.offline' ? t('picture.none') : t('picture.awaited'), ''],
    absent: [t('picture.absent'), t('picture.absentAdvice')],
    evicted: [t('picture.evicted'), ''],
    failed: [t('picture.failed'), t('picture.failedAdvice')],
  }[state]
  return (
    <div className="picture-missing" role="status">
      <IconPhotoOff size={32} stroke={1.25} aria-hidden />
      <strong>{reason}</strong>
      {advice !== '' && <span className="quiet">{advice}</span>}
    </div>
  )
}
