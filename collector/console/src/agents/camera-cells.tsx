import { Link } from '@tanstack/react-router'
import type { AgentRecord, CameraRecord } from '../../../../wire/rest.ts'
import { cameraKey } from '../events/filters.ts'
import { cameraName } from '../events/words.ts'
import { useText } from '../i18n/text.ts'
import { useNow } from '../i18n/use-now.ts'
import { reasonWords } from './reason.ts'
import { StandingWords } from './standing-words.tsx'
import { cameraStanding } from './status.ts'

type CameraCellsProps = {
  readonly agent: AgentRecord
  readonly camera: CameraRecord
  readonly isLinked: boolean
}

export function CameraCells({ agent, camera, isLinked }: CameraCellsProps) {
  const { t, format } = useText()
  const now = useNow()
  const name = cameraName(camera, camera.camera)
  const key = cameraKey({ site: agent.site, agent: agent.agent, camera: camera.camera })
  const { frameAt, fpsAsked, reason, status } = camera
  // Figures of the past beside a camera that is not heard would read as its figures now.
  const isHeard = isLinked && (status === 'live' || status === 'degraded')
  const { fpsGot, inferenceMs } = isHeard ? camera : {}
  return (
    <>
      <th scope="row">
        <span className="camera-name">{name}</span>
        <span className="quiet camera-source">
          {camera.source} · {t('cameras.rules', { count: camera.rules.length })}
        </span>
      </th>
      <td
        className="camera-status"
        data-testid="camera-status"
        data-camera={camera.camera}
        data-status={isLinked ? status : 'unknown'}
      >
        <StandingWords standing={cameraStanding(camera, agent, isLinked)} />
        {isLinked && reason !== undefined && (
          <span className="camera-reason" title={camera.detail}>
            {reasonWords(t, reason)}
          </span>
        )}
      </td>
      <td data-label={t('column.frame')} title={frameAt === undefined ? '' : format.exact(frameAt, now)}>
        {frameAt === undefined ? '–' : format.ago(frameAt, now)}
      </td>
      <td data-label={t('column.fps')}>
        {fpsGot === undefined ? '–' : format.number(fpsGot, 1)}
        <span className="quiet"> / {format.number(fpsAsked, 1)}</span>
      </td>
      <td data-label={t('column.inference')}>{inferenceMs === undefined ? '–' : format.brief(inferenceMs)}</td>
      <td className="camera-events">
        <Link
          to="/events"
          search={{ camera: key }}
          className="quiet-button"
          aria-label={t('cameras.eventsOf', { camera: name })}
        >
          {t('cameras.events')}
        </Link>
      </td>
    </>
  )
}
