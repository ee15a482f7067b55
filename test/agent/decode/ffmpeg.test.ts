import { describe, expect, it } from 'vitest'
import { decoderArgs } from '../../../agent/decode/ffmpeg.ts'
import { sourceInput } from '../../../agent/source/source-input.ts'

const source = sourceInput({ url: 'rtsp://cam/a b', username: 'u', password: 'p q', loop: true, realTime: true })

describe('the command line of ffmpeg', () => {
  it.each([
    ['4.4.2-0ubuntu0.22.04.1', '-vsync'],
    ['n4.4', '-vsync'],
    ['5.0.3', '-vsync'],
    ['5.1.9-0+deb12u1', '-fps_mode'],
    ['6.1.1-3ubuntu5', '-fps_mode'],
    ['n7.1', '-fps_mode'],
    ['10.0', '-fps_mode'],
    ['N-118999-gabcdef', '-fps_mode'],
  ])('of version %s passes frames on as they are by %s', (version, option) => {
    const args = decoderArgs(source, 5, 960, version)
    expect(args[args.indexOf('passthrough') - 1]).toBe(option)
  })

  it('has the options of the source before its address, and the address in one piece', () => {
    const args = decoderArgs(source, 5, 960, '5.1')
    const input = args.indexOf('-i')
    expect(args[input + 1]).toBe('rtsp://u:p%20q@cam/a%20b')
    for (const option of source.inputOptions) expect(args.slice(0, input)).toContain(option)
    expect(args.at(-1)).toBe('pipe:1')
  })
})
