import { redactUrl } from '../../runtime/log.ts'
import type { SourceInput } from '../source/source-input.ts'

export type Warnings = {
  /** Takes any line that ffmpeg wrote; only warnings and worse are kept. */
  add(line: string): void
  /** The last of them, the oldest first, without user and password. */
  last(): readonly string[]
  /** How often it missed data of a picture. */
  damage(): number
}

const maxLines = 10
const maxLength = 300

/** Said of pictures that were shown in spite of what was missing in them, and of packets that never came. */
const missing =
  /corrupt decoded frame|concealing \d+ DC|error while decoding MB|[Mm]issing reference picture|Could not find ref with POC|RTP: missed \d+ packets/

/** What ffmpeg complained about, with `-loglevel level+…`. */
export function createWarnings({ url, redactedUrl }: Pick<SourceInput, 'url' | 'redactedUrl'>): Warnings {
  const lines: string[] = []
  let damage = 0
  return {
    add(line) {
      if (missing.test(line)) damage += 1
      if (!/^(\[[^\]]*\] )?\[(warning|error|fatal|panic)\] /.test(line)) return
      const readable = redactUrl(line.replaceAll(url, redactedUrl)).replaceAll(/ @ 0x[0-9a-f]+/g, '')
      lines.push(readable.slice(0, maxLength))
      if (lines.length > maxLines) lines.shift()
    },
    last: () => lines,
    damage: () => damage,
  }
}
