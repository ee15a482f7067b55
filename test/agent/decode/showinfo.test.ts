import { expect, it } from 'vitest'
import { parseShowinfo } from '../../../agent/decode/showinfo.ts'

const prefix = '[Parsed_showinfo_4 @ 0x560428771300] [info]'

it.each([
  [
    'ffmpeg 5.1',
    `${prefix} n:   1 pts:    167 pts_time:0.167   pos:   120723 fmt:yuv420p sar:0/1 s:640x360 i:P iskey:0 type:B `,
    { ptsMs: 167, width: 640, height: 360 },
  ],
  [
    'ffmpeg 7.0',
    `${prefix} n:  12 pts:  -2367 pts_time:-2.367 duration:      0 duration_time:0 fmt:yuv420p cl:left sar:1/1 s:8192x2 i:P iskey:1 type:I `,
    { ptsMs: -2367, width: 8192, height: 2 },
  ],
  [
    'a source without times',
    `${prefix} n:   0 pts: NOPTS pts_time:NOPTS   pos: 0 fmt:yuv420p sar:0/1 s:64x36 i:P iskey:1 type:I `,
    { ptsMs: undefined, width: 64, height: 36 },
  ],
  ['its configuration', `${prefix} config in time_base: 1/1000, frame_rate: 30/1`, undefined],
  ['what came with a frame', `${prefix}   side data - User Data Unregistered:`, undefined],
  ['another line', '[info] Input #0, mov, from x: n: 1 pts: 2 s:1x1 ', undefined],
])('reads the line of %s', (_, line, info) => {
  expect(parseShowinfo(line)).toEqual(info)
})
