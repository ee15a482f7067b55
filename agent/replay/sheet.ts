import sharp from 'sharp'
import type { BirthRule } from '../../wire/birth.ts'
import type { EventDraft } from '../../wire/event.ts'
import type { Box } from '../detect/detection.ts'
import type { Report } from '../events/event-log.ts'
import { drawText, type Point, toSvg } from './drawing.ts'
import { tell } from './tell.ts'
import { drawTile, tileSize } from './tile.ts'
import { clockTime, position } from './times.ts'
import type { Words } from './words.ts'

/** A picture with a tile for each event: what it was about, when, and why. */
export type Sheet = {
  add(reports: readonly Report[]): Promise<void>
  /**
   * Writes the sheet; nothing when there was no event.
   * @returns how many events it shows, and of how many
   */
  write(file: string): Promise<{ shown: number; all: number }>
}

export type SheetOptions = {
  readonly title: string
  readonly rules: readonly BirthRule[]
  readonly words: Words
  readonly startAt: number | undefined
}

type Tile = {
  readonly draft: EventDraft
  /** PNG; nothing of an event without a picture. */
  picture?: Buffer
}

const columns = 5
/** More nobody looks through, and a picture may be only so high. */
const maxTiles = 200
const margin = 8
const captionHeight = 62
const titleHeight = 36
/** Of an event that is about no single object. */
const wholePicture: Box = [0, 0, 1, 1]

const background = '#1a1b1e'

export function createSheet({ title, rules, words, startAt }: SheetOptions): Sheet {
  const tiles = new Map<string, Tile>()
  let all = 0

  const addReport = async ({ draft, shot }: Report): Promise<void> => {
    const { id, phase } = draft
    if (phase === 'start' || phase === 'pulse') {
      all += 1
      if (tiles.size < maxTiles) tiles.set(id, { draft })
    }
    const tile = tiles.get(id)
    // A picture that comes later shows the object better.
    if (tile !== undefined && shot !== undefined) {
      tile.picture = await drawTile(shot.frame, shot.box ?? wholePicture, tile.draft, rules)
    }
  }

  const caption = ({ draft }: Tile, [left, top]: Point, width: number, height: number): string[] => {
    const { event, rule, object } = tell(draft, words)
    const time = [position(draft.at - (startAt ?? 0)), startAt === undefined ? '' : clockTime(draft.at)]
    const lines = [time.filter(Boolean).join(' · '), event, [rule, object].filter(Boolean).join(' · ')]
    return lines.map((line, index) => {
      const canvas = { width: left + width, height, project: (point: Point) => point, textSize: 13 }
      return drawText(canvas, [left + 4, top + 17 * (index + 1)], shorten(line), index === 0 ? '#ffd43b' : '#ffffff')
    })
  }

  return {
    async add(reports) {
      for (const report of reports) await addReport(report)
    },
    async write(file) {
      const shown = [...tiles.values()]
      if (shown.length === 0) return { shown: 0, all }
      const across = Math.min(columns, shown.length)
      const cell = { width: tileSize.width + margin, height: tileSize.height + captionHeight + margin }
      const width = across * cell.width + margin
      const height = Math.ceil(shown.length / across) * cell.height + titleHeight + margin
      const place = (index: number): Point => [
        margin + (index % across) * cell.width,
        titleHeight + margin + Math.floor(index / across) * cell.height,
      ]
      const canvas = { width, height, project: (point: Point) => point, textSize: 15 }
      const texts = shown.flatMap((tile, index) => {
        const [left, top] = place(index)
        return caption(tile, [left, top + tileSize.height], tileSize.width, height)
      })
      const drawing = toSvg(canvas, [drawText(canvas, [margin, 24], title, '#ffffff'), ...texts])
      const pictures = shown.flatMap(({ picture }, index) => {
        const [left, top] = place(index)
        return picture === undefined ? [] : [{ input: picture, left, top }]
      })
      await sharp({ create: { width, height, channels: 3, background } })
        .composite([...pictures, { input: drawing, left: 0, top: 0 }])
        .toFile(file)
      return { shown: shown.length, all }
    },
  }
}

/** Of the letters of a caption no more than its tile is wide. */
function shorten(line: string): string {
  const most = Math.floor(tileSize.width / 7.5)
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}
