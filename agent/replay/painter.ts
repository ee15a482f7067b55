import sharp from 'sharp'
import type { BirthRule } from '../../wire/birth.ts'
import type { EventDraft } from '../../wire/event.ts'
import type { Frame } from '../decode/frame.ts'
import { toRgb } from '../media/rgb.ts'
import type { Scene, Track } from '../track/scene.ts'
import { type Canvas, type DrawnObject, drawObject, drawRule, drawText, type Point, toSvg } from './drawing.ts'
import { describeObject, tell } from './tell.ts'
import { clockTime, position } from './times.ts'
import type { Words } from './words.ts'

export type PainterOptions = {
  readonly rules: readonly BirthRule[]
  readonly words: Words
  readonly startAt: number | undefined
}

/** Draws a scene and what was reported of it on its frame, which is left as it is. */
export type Painter = {
  /** @returns red, green and blue of each pixel */
  paint(frame: Frame, scene: Scene, drafts: readonly EventDraft[]): Promise<Buffer>
}

/** How long a rule is lit, and how long its event is written below. */
const litMs = 1_000
const writtenMs = 4_000
const maxWritten = 5
const trailMs = 4_000

type Step = { readonly at: number; readonly point: Point }

export function createPainter({ rules, words, startAt }: PainterOptions): Painter {
  const trails = new Map<number, Step[]>()
  let recent: EventDraft[] = []

  const follow = ({ tracks, ended, at }: Scene): void => {
    for (const { id } of ended) trails.delete(id)
    for (const { id, box, seenAt } of tracks) {
      const steps = (trails.get(id) ?? []).filter((step) => at - step.at <= trailMs)
      if (seenAt === at) steps.push({ at, point: [box[0] + box[2] / 2, Math.min(1, box[1] + box[3])] })
      trails.set(id, steps)
    }
  }

  const toObject = (track: Track, at: number): DrawnObject => ({
    class: track.class,
    box: track.box,
    text: describeObject({ ...track, track: track.id, score: track.bestScore }, words),
    isSeen: track.seenAt === at,
    trail: (trails.get(track.id) ?? []).map(({ point }) => point),
  })

  const write = (canvas: Canvas, at: number): string[] => {
    const { height, textSize } = canvas
    const time = [position(at - (startAt ?? 0)), startAt === undefined ? '' : clockTime(at)]
    const lines = recent.slice(-maxWritten).map((draft) => {
      const { event, rule, object, facts } = tell(draft, words)
      return [position(draft.at - (startAt ?? 0)), event, rule, object, facts].filter(Boolean).join(' · ')
    })
    const top = height - textSize * (0.6 + 1.4 * (lines.length - 1))
    return [
      drawText(canvas, [textSize / 2, textSize * 1.4], time.filter(Boolean).join(' · '), '#ffffff'),
      ...lines.map((line, index) => drawText(canvas, [textSize / 2, top + index * 1.4 * textSize], line, '#ffffff')),
    ]
  }

  return {
    paint(frame, scene, drafts) {
      const { width, height, at } = frame
      follow(scene)
      recent = [...recent, ...drafts.filter(({ phase }) => phase !== 'update')].filter(
        (draft) => at - draft.at <= writtenMs,
      )
      const isLit = (name: string) =>
        recent.some(
          ({ phase, rule, zone, line, at: since }) =>
            phase !== 'end' && at - since <= litMs && [rule, zone, line].includes(name),
        )
      const project = ([x, y]: Point): Point => [x * width, y * height]
      const canvas: Canvas = { width, height, project, textSize: Math.max(11, width / 60) }
      const parts = [
        ...rules.map((rule) => drawRule(canvas, rule, isLit(rule.name))),
        ...scene.tracks.map((track) => drawObject(canvas, toObject(track, at))),
        ...write(canvas, at),
      ]
      return sharp(toRgb(frame).data, { raw: { width, height, channels: 3 } })
        .composite([{ input: toSvg(canvas, parts) }])
        .removeAlpha()
        .raw()
        .toBuffer()
    },
  }
}
