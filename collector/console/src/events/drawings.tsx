import type { CameraRecord, EventRecord } from '../../../../wire/rest.ts'
import { useText } from '../i18n/text.ts'
import { arrowAcross, labelPlace, type Point, toPath } from './geometry.ts'
import { objectWord } from './words.ts'

type DrawingsProps = {
  readonly event: EventRecord
  readonly rule: CameraRecord['rules'][number] | undefined
  /** Of the picture, width by height. */
  readonly aspect: number
}

/** Everything the page knows about the picture, in the picture's own coordinates. */
export function Drawings({ event, rule, aspect }: DrawingsProps) {
  const { t, format } = useText()
  const scale = ([x, y]: readonly [number, number]): Point => [x * aspect, y]
  const points = rule?.points.map(scale) ?? []
  const path = event.path?.map(scale) ?? []
  const box = event.snapshotBox
  const start = path[0]
  const score = event.score === undefined ? '' : ` ${format.percent(event.score)}`
  return (
    <div className="drawings" aria-hidden="true">
      <svg aria-hidden="true" viewBox={`0 0 ${aspect} 1`} preserveAspectRatio="none">
        {rule?.type === 'zone' && <path className="draw-rule draw-zone" d={`${toPath(points)}Z`} />}
        {rule?.type === 'line' && <Twice className="draw-rule" d={toPath(points)} />}
        {rule?.type === 'line' && event.direction !== undefined && (
          <Twice className="draw-rule" d={arrowAcross(points, event.direction)} />
        )}
        {path.length > 1 && <Twice className="draw-trail" d={toPath(path)} />}
        {start !== undefined && <circle className="draw-trail-start" cx={start[0]} cy={start[1]} r={0.008} />}
        {box !== undefined && (
          <Twice
            className="draw-object"
            d={`M${box[0] * aspect} ${box[1]}h${box[2] * aspect}v${box[3]}h${-box[2] * aspect}Z`}
          />
        )}
      </svg>
      {rule !== undefined && (
        <span className="draw-label draw-label-rule" style={labelPlace(rule.points)}>
          {rule.name}
        </span>
      )}
      {box !== undefined && (
        <span
          className="draw-label draw-label-object"
          data-inside={box[1] < 0.06}
          style={{ left: `${Math.min(box[0], 0.86) * 100}%`, top: `${box[1] * 100}%` }}
        >
          {objectWord(t, event)}
          {score}
        </span>
      )}
    </div>
  )
}

/** A stroke over a dark halo, so that it is seen on any picture. */
function Twice({ className, d }: { readonly className: string; readonly d: string }) {
  return (
    <>
      <path className="draw-halo" d={d} />
      <path className={className} d={d} />
    </>
  )
}
