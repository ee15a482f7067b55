/**
 * ffmpeg's filter chain: at most `fps` frames a second and never one twice, at most `width` wide, even sizes, BT.601 limited
 * range I420, and one line of showinfo for each frame, in the order of the frames.
 */
export function filterChain(fps: number, width: number): string {
  return [
    `select='${pace(fps)}'`,
    // SAR is ignored: boxes are parts of the picture as it was sent.
    `scale=w='trunc(min(${width},iw)/2)*2':h=-2:flags=bilinear:out_color_matrix=bt601:out_range=tv`,
    'format=yuv420p',
    // Times in whole milliseconds: showinfo's own seconds have six digits, too few after three hours.
    'settb=1/1000',
    'showinfo=checksum=0',
  ].join(',')
}

/**
 * Register 0 holds when the next frame is due, in seconds. A frame may come a little early, so that jitter does not cost every
 * second frame of a camera whose rate is just `fps`; one that comes late moves the beat, by half a period at most. Times that
 * leap back start the beat anew.
 */
function pace(fps: number): string {
  const periodS = 1 / fps
  const earlyS = Math.min(periodS / 4, 0.02)
  const [period, half, early, back] = [periodS, periodS / 2, earlyS, periodS + 1].map((seconds) => seconds.toFixed(6))
  const restart = `isnan(prev_selected_t)+lt(t,ld(0)-${back})`
  const isDue = `gte(t,ld(0)-${early})`
  return `if(${restart},st(0,t+${period})*0+1,if(${isDue},st(0,max(ld(0),t-${half})+${period})*0+1))`
}
