import { describe, expect, it } from 'vitest'
import { createLog, type Log, redactUrl } from '../../runtime/log.ts'

/** @returns the text of what is logged */
function logged(write: (log: Log) => void): string {
  let text = ''
  const log = createLog('agent', 'info', {
    write(line) {
      text += line
    },
  })
  write(log)
  return text
}

describe('createLog', () => {
  it('writes one JSON object a line, with the program, the time and the level in words', () => {
    const line = logged((log) => log.child({ camera: 'gate' }).info({ frames: 3 }, 'camera live'))
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      program: 'agent',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      camera: 'gate',
      frames: 3,
      msg: 'camera live',
    })
  })

  it('keeps quiet below its level', () => {
    expect(logged((log) => log.debug('x'))).toBe('')
  })

  const leaks: [string, (log: Log) => void][] = [
    ['a field', (log) => log.info({ password: 'hunter2' }, 'x')],
    [
      'an object in a list, deep down',
      (log) => log.info({ config: { cameras: [{ source: { password: 'hunter2' } }] } }, 'x'),
    ],
    ['a child', (log) => log.child({ mqtt: { password: 'hunter2' } }).info('x')],
    ['a field with quotes in its value', (log) => log.info({ password: 'a"hunter2"b\\' }, 'x')],
    ['a number', (log) => log.info({ secret: 271828 }, 'x')],
    ['a list', (log) => log.info({ headers: { 'set-cookie': ['hunter2'] } }, 'x')],
    ['a header', (log) => log.info({ req: { headers: { Authorization: 'Bearer hunter2' } } }, 'x')],
    ['a longer name', (log) => log.info({ accessToken: 'hunter2', mqttPassword: 'hunter2' }, 'x')],
    ['a URL', (log) => log.info({ source: 'rtsp://admin:hunter2@cam/1' }, 'x')],
    ['a message', (log) => log.info('connecting to rtsp://admin:hunter2@cam/1')],
    [
      'the cause of an error',
      (log) => log.warn({ err: new Error('x', { cause: new Error('rtsp://admin:hunter2@cam/1 is away') }) }, 'x'),
    ],
  ]
  it.each(leaks)('shows no secret of %s', (_, write) => {
    const text = logged(write)
    expect(text).not.toMatch(/hunter2|271828/)
    expect(text).toContain('***')
    expect(() => JSON.parse(text) as unknown).not.toThrow()
  })
})

describe('redactUrl', () => {
  it.each([
    ['rtsp://admin:secret@10.0.0.7:554/ch1', 'rtsp://***@10.0.0.7:554/ch1'],
    ['rtsp://admin@10.0.0.7/ch1', 'rtsp://***@10.0.0.7/ch1'],
    ['rtsp://10.0.0.7/ch1?fps=5', 'rtsp://10.0.0.7/ch1?fps=5'],
    ['rtsp://admin:p@ss@cam/ch1', 'rtsp://***@cam/ch1'],
    ['rtsp://admin:a/b?c#d:e@cam/ch1', 'rtsp://***@cam/ch1'],
    ['rtsp://admin:%40%2F@cam/ch1', 'rtsp://***@cam/ch1'],
    ['rtsp://admin:mật!khẩu$&*()@cam/ch1', 'rtsp://***@cam/ch1'],
    ['[rtsp @ 0x55] rtsp://a:b@cam: 401', '[rtsp @ 0x55] rtsp://***@cam: 401'],
    ['mqtt://a:b@one:1883 and wss://c:d@two', 'mqtt://***@one:1883 and wss://***@two'],
    ['"http://a:b@one","mail":"me@example.com"', '"http://***@one","mail":"me@example.com"'],
    ['ask admin@example.com', 'ask admin@example.com'],
    ['', ''],
  ])('of %s is %s', (text, redacted) => {
    expect(redactUrl(text)).toBe(redacted)
  })

  it('is quick with long text, whatever it is', () => {
    const startedAt = performance.now()
    redactUrl('a'.repeat(100_000))
    redactUrl('x+://'.repeat(20_000))
    redactUrl(`rtsp://${'\\"'.repeat(50_000)}`)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })
})
