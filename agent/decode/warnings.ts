import { redactUrl } from '../../runtime/log.ts'
import type { SourceInput } from '../source/source-input.ts'

export type Warnings = {
  /** Takes any line that ffmpeg wrote; only warnings and worse are kept. */
  add(line: string): void
  /** The last of them, the oldest first, without user and password. */
  last(): readonly string[]
}

const maxLines = 10
const maxLength = 300

/** What ffmpeg complained about, with `-loglevel level+…`. */
export function createWarnings({ url, redactedUrl }: Pick<SourceInput, 'url' | 'redactedUrl'>): Warnings {
  const lines: string[] = []
  return {
    add(line) {
      if (!/^(\[[^\]]*\] )?\[(warning|error|fatal|panic)\] /.test(line)) return
      const readable = redactUrl(line.replaceAll(url, redactedUrl)).replaceAll(/ @ 0x[0-9a-f]+/g, '')
      lines.push(readable.slice(0, maxLength))
      if (lines.length > maxLines) lines.shift()
    },
    last: () => lines,
  }
}
