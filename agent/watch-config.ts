/** What a camera is watched for itself, beside what it shows. */
import Type, { type Static, type TProperties } from 'typebox'
import { type Severity, severities } from '../wire/event.ts'

const check = <More extends TProperties>(description: string, severity: Severity, more: More) =>
  Type.Object(
    {
      enabled: Type.Boolean({ default: true, description: 'false: it is not looked for' }),
      severity: Type.Enum([...severities], { default: severity, description: 'How urgent the event is' }),
      ...more,
    },
    { additionalProperties: false, default: {}, description },
  )

const afterMs = (milliseconds: number, description: string) =>
  Type.Integer({ default: milliseconds, minimum: 1_000, maximum: 600_000, description })

export const WatchConfig = Type.Object(
  {
    offline: check('camera.offline: no picture', 'high', {
      afterMs: afterMs(10_000, 'A camera that is back within this time is not reported'),
    }),
    frozen: check('camera.frozen: the same picture again and again', 'medium', {
      afterMs: afterMs(7_000, 'How long the picture stays the same, down to its noise, until it counts as frozen'),
    }),
    covered: check('camera.covered: something hides nearly all of the picture', 'high', {}),
    defocused: check('camera.defocused: edges are far less sharp than usual', 'medium', {}),
    moved: check(
      'camera.moved: the camera looks elsewhere than it used to; switch it off where it is meant to turn',
      'high',
      {
        view: Type.Integer({
          default: 1,
          minimum: 1,
          maximum: 1_000_000,
          description: 'Count it up after the camera was turned on purpose: what it sees is learnt anew',
        }),
        relearnMs: Type.Integer({
          default: 3_600_000,
          minimum: 60_000,
          maximum: 604_800_000,
          description: 'After this long of looking steadily elsewhere, that is what the camera is expected to see',
        }),
      },
    ),
    dark: check('camera.dark: too little light to see anything', 'medium', {}),
    lossy: check('camera.lossy: pictures come damaged, data is lost on the way', 'medium', {}),
    detector: check('detector.failed: frames get no answer from the detector', 'medium', {}),
  },
  { additionalProperties: false, default: {}, description: 'The health of the camera itself, reported as events' },
)
export type WatchConfig = Static<typeof WatchConfig>
