export type FrameInfo = {
  /** Milliseconds on the source's own time line, which may begin anywhere; undefined when the source gives no times. */
  readonly ptsMs: number | undefined
  readonly width: number
  readonly height: number
}

/** A frame's line of ffmpeg's filter `showinfo`, with a time base of 1/1000; undefined for any other line. */
export function parseShowinfo(line: string): FrameInfo | undefined {
  const match = /^\[Parsed_showinfo_.*\] n: *\d+ pts: *(-?\d+|NOPTS) .* s:(\d+)x(\d+) /.exec(line)
  if (match === null) return undefined
  const [, pts, width, height] = match
  return { ptsMs: pts === 'NOPTS' ? undefined : Number(pts), width: Number(width), height: Number(height) }
}
