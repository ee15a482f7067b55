/** Shapes over a picture, as SVG. Whoever draws says by a projection where 0–1 of the picture is on the canvas. */
import type { BirthRule } from '../../wire/birth.ts'

export type Point = readonly [x: number, y: number]
export type Projection = (point: Point) => Point

export type Canvas = {
  readonly width: number
  readonly height: number
  readonly project: Projection
  /** Of letters, in pixels; lines are in proportion. */
  readonly textSize: number
}

const lit = '#ff5252'
const zoneColour = '#ffd43b'
const lineColour = '#69db7c'
const classColours: Readonly<Record<string, string>> = {
  Human: '#4dc3ff',
  Vehicle: '#ffa94d',
  Bicycle: '#63e6be',
  Animal: '#e599f7',
}

/** The whole drawing, of the size of the canvas. */
export function toSvg({ width, height }: Canvas, parts: readonly string[]): Buffer {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${parts.join('')}</svg>`)
}

/** A zone or a line with its name; it is lit while it reports something. */
export function drawRule(canvas: Canvas, { name, type, points }: BirthRule, isLit: boolean): string {
  const { project, textSize } = canvas
  const at = points.map(project)
  const path = at.map(([x, y]) => `${short(x)},${short(y)}`).join(' ')
  const colour = isLit ? lit : type === 'zone' ? zoneColour : lineColour
  const stroke = `stroke="${colour}" stroke-width="${short(textSize / (isLit ? 3.5 : 7))}" stroke-linejoin="round"`
  if (type === 'line') return `<polyline points="${path}" fill="none" ${stroke}/>${arrow(canvas, at, colour)}${label()}`
  return `<polygon points="${path}" fill="${colour}" fill-opacity="${isLit ? 0.3 : 0.08}" ${stroke}/>${label()}`

  function label(): string {
    const top = at.reduce((highest, point) => (point[1] < highest[1] ? point : highest))
    return drawText(canvas, [top[0] + textSize / 3, top[1] + textSize * 1.2], name, colour)
  }
}

/** Which way is `in`: from the left to the right of somebody who walks along the line. */
function arrow({ textSize }: Canvas, line: readonly Point[], colour: string): string {
  const middle = Math.floor((line.length - 1) / 2)
  const [from, to] = [line[middle], line[middle + 1]]
  if (from === undefined || to === undefined) return ''
  const length = Math.hypot(to[0] - from[0], to[1] - from[1])
  if (length === 0) return ''
  const along: Point = [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
  const center: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
  const corner = (right: number, ahead: number): string => {
    const x = center[0] - along[1] * right * textSize + along[0] * ahead * textSize
    const y = center[1] + along[0] * right * textSize + along[1] * ahead * textSize
    return `${short(x)},${short(y)}`
  }
  return `<polygon points="${corner(1.4, 0)} ${corner(0, 0.6)} ${corner(0, -0.6)}" fill="${colour}"/>`
}

export type DrawnObject = {
  readonly class: string
  readonly box: readonly [x: number, y: number, width: number, height: number]
  readonly text: string
  /** Else it is only expected there, and dashed. */
  readonly isSeen: boolean
  /** Where it stood before, the oldest first. */
  readonly trail: readonly Point[]
}

export function drawObject(canvas: Canvas, { class: name, box, text, isSeen, trail }: DrawnObject): string {
  const { project, textSize } = canvas
  const colour = classColours[name] ?? '#e9ecef'
  const [x, y] = project([box[0], box[1]])
  const [right, bottom] = project([box[0] + box[2], box[1] + box[3]])
  const stroke = `fill="none" stroke="${colour}" stroke-width="${short(textSize / 7)}"`
  const dashes = isSeen ? '' : ` stroke-dasharray="${short(textSize / 3)}"`
  const size = `width="${short(right - x)}" height="${short(bottom - y)}"`
  const rectangle = `<rect x="${short(x)}" y="${short(y)}" ${size} ${stroke}${dashes}/>`
  const path = trail.map(project).map(([px, py]) => `${short(px)},${short(py)}`)
  const way = path.length < 2 ? '' : `<polyline points="${path.join(' ')}" ${stroke} stroke-opacity="0.7"/>`
  return `${way}${rectangle}${text === '' ? '' : drawText(canvas, [x, y - textSize / 3], text, colour)}`
}

/** A line of text with a dark edge, moved so that it stays on the canvas. */
export function drawText({ width, height, textSize }: Canvas, [x, y]: Point, text: string, colour: string): string {
  const about = text.length * textSize * 0.58
  const left = Math.max(textSize / 3, Math.min(x, width - about))
  const base = Math.max(textSize, Math.min(y, height - textSize / 3))
  const font = `font-family="DejaVu Sans, sans-serif" font-weight="bold" font-size="${short(textSize)}"`
  const edge = `stroke="#000000" stroke-opacity="0.75" stroke-width="${short(textSize / 4)}" paint-order="stroke"`
  return `<text x="${short(left)}" y="${short(base)}" ${font} fill="${colour}" ${edge}>${inXml(text)}</text>`
}

/** Names of rules are anybody's text; XML has no control characters, halves of letters or code points that are none. */
function inXml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\p{Cn}]/gu, ' ')
    .replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '')
}

function short(value: number): string {
  return value.toFixed(1)
}
