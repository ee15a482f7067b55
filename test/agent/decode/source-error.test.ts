import { describe, expect, it } from 'vitest'
import { explainExit } from '../../../agent/decode/source-error.ts'
import { createWarnings } from '../../../agent/decode/warnings.ts'
import { sourceInput } from '../../../agent/source/source-input.ts'

const source = sourceInput({ url: 'rtsp://cam/s', username: 'admin', password: 'geh@im', loop: true, realTime: true })

describe('why ffmpeg ended', () => {
  it.each([
    ['method DESCRIBE failed: 401 Unauthorized', 'unauthorized', 'refused the user or password (401)'],
    ['Server returned 404 Not Found', 'not-found', 'does not exist (404)'],
    ['Server returned 403 Forbidden (access denied)', 'forbidden', 'does not let this user watch'],
    ['Connection to tcp://cam failed: Connection refused', 'refused', 'nothing answers'],
    ['Connection to tcp://cam failed: No route to host', 'unreachable', 'cannot be reached'],
    ['Failed to resolve hostname cam: Name or service not known', 'unknown-host', 'has no address'],
    ['x: Invalid data found when processing input', 'invalid-data', 'no video that ffmpeg can read'],
    ["Stream map '0:v:0' matches no streams.", 'no-video', 'there is no video'],
    ['something new', 'failed', 'ffmpeg ended with code 1 on rtsp://***@cam/s: [error] something new'],
  ])('%s is %s', (said, reason, sentence) => {
    const error = explainExit(source, [`[error] ${said}`], 'code 1')
    expect(error).toMatchObject({ name: 'SourceError', reason, detail: `[error] ${said}` })
    expect(error.message).toMatch(/^decode: /)
    expect(error.message).toContain(sentence)
    expect(error.message).toContain('rtsp://***@cam/s')
  })

  it('a camera that asks for a user where none is set is told apart from a wrong one', () => {
    const open = sourceInput({ url: 'rtsp://cam/s', loop: true, realTime: true })
    expect(explainExit(open, ['401 Unauthorized'], 'code 1').message).toContain('set source.username')
  })

  it.each([[''], ['Error while decoding stream #0:0: Invalid data found when processing input']])(
    'a live stream that was played and then ends is a failure of its own, whatever was said before: %s',
    (said) => {
      expect(explainExit(source, [said], 'code 0')).toMatchObject({ reason: 'ended', detail: said })
    },
  )

  it('a crash is told as it is', () => {
    const error = explainExit(source, [], 'signal SIGSEGV')
    expect(error.message).toBe('decode: ffmpeg ended with signal SIGSEGV on rtsp://***@cam/s: it did not say why')
  })
})

describe('the warnings of ffmpeg', () => {
  it('are kept without user and password, without news and without what showinfo says', () => {
    const warnings = createWarnings(source)
    warnings.add('[info] Input #0, rtsp, from rtsp://admin:geh%40im@cam/s:')
    warnings.add('[Parsed_showinfo_4 @ 0x5604] [info] n: 0 pts: 0 ')
    warnings.add('[h264 @ 0x5604a0] [warning] left block unavailable')
    warnings.add('[error] rtsp://admin:geh%40im@cam/s: Server returned 401 Unauthorized')
    warnings.add('[fatal] moved to rtsp://other:pw@cam2/s')
    expect(warnings.last()).toEqual([
      '[h264] [warning] left block unavailable',
      '[error] rtsp://***@cam/s: Server returned 401 Unauthorized',
      '[fatal] moved to rtsp://***@cam2/s',
    ])
  })

  it('are the last ten, each cut at 300 characters', () => {
    const warnings = createWarnings(source)
    for (let index = 0; index < 20; index += 1) warnings.add(`[error] ${index} ${'x'.repeat(400)}`)
    expect(warnings.last()).toHaveLength(10)
    expect(warnings.last()[0]).toMatch(/^\[error\] 10 x+$/)
    expect(warnings.last()[0]).toHaveLength(300)
  })
})
