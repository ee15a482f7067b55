import { describe, expect, it } from 'vitest'
import { createFrameAssembler } from '../../../agent/decode/frame-assembler.ts'
import { sourceInput } from '../../../agent/source/source-input.ts'

const epoch = 1_700_000_000_000
const picture = (value: number) => Buffer.concat([Buffer.from('FRAME\n'), Buffer.alloc(6, value)])
const header = Buffer.from('YUV4MPEG2 W2 H2 F25:1 C420jpeg\n')
const info = (ptsMs: number) => ({ ptsMs, width: 2, height: 2 })

function replay() {
  const source = sourceInput({ url: 'a.mp4', loop: false, realTime: false, startAt: epoch })
  return createFrameAssembler(source)
}

describe('the frame assembler', () => {
  it('joins the n-th picture with the n-th time, whichever comes first', () => {
    const assembler = replay()
    const frames = [
      ...assembler.addInfo(info(0)),
      ...assembler.addBytes(Buffer.concat([header, picture(1), picture(2)])),
      ...assembler.addInfo(info(200)),
      ...assembler.addBytes(picture(3)),
      ...assembler.addInfo(info(400)),
    ]
    expect(frames.map(({ at, data }) => [at - epoch, data[0]])).toEqual([
      [0, 1],
      [200, 2],
      [400, 3],
    ])
  })

  it('fails when the picture changes its size', () => {
    const assembler = replay()
    assembler.addInfo(info(0))
    expect(() => assembler.addInfo({ ptsMs: 40, width: 4, height: 2 })).toThrow('changed its size')
  })

  it('fails by name when ffmpeg writes something else', () => {
    expect(() => replay().addBytes(Buffer.from('Segmentation fault\n'))).toThrow(
      /decode: ffmpeg wrote no pictures of .*a.mp4/,
    )
  })

  it.each([
    [3_600_000, 'set by 3600 s'],
    [-3_600_000, 'set by -3600 s'],
  ])(
    'fails when the clock of the machine was set by %i ms, for times before and after do not go together',
    (setMs, message) => {
      let now = { monotonicMs: 0, epochMs: epoch }
      const source = sourceInput({ url: 'test://', loop: true, realTime: true })
      const assembler = createFrameAssembler(source, undefined, () => now)
      assembler.addBytes(Buffer.concat([header, picture(1), picture(2), picture(3)]))
      expect(assembler.addInfo(info(0))).toHaveLength(1)
      now = { monotonicMs: 200, epochMs: epoch + 200 + 1_500 }
      expect(assembler.addInfo(info(200)).map(({ at }) => at - epoch)).toEqual([200])
      now = { monotonicMs: 400, epochMs: epoch + 400 + setMs }
      expect(() => assembler.addInfo(info(400))).toThrow(message)
    },
  )
})
