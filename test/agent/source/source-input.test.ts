import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceInput } from '../../../agent/source/source-input.ts'

const playing = { loop: true, realTime: true }

describe('the source of a camera', () => {
  it.each([
    ['rtsp://10.0.0.7/stream1', 'rtsp', true, true],
    ['RTSPS://cam.example:322/a?channel=1&subtype=0', 'rtsp', true, true],
    ['http://10.0.0.7/video.mjpg', 'http', true, true],
    ['https://10.0.0.7/live/index.m3u8?x=1', 'http', true, true],
    ['test://', 'test', true, true],
    ['clips/street.mp4', 'file', true, true],
    ['file:///srv/street.mp4', 'file', true, true],
  ])('%s is %s', (url, kind, live, endless) => {
    expect(sourceInput({ url, ...playing })).toMatchObject({ kind, live, endless })
  })

  it.each([
    [{ loop: true, realTime: true }, ['-re', '-stream_loop', '-1'], true, true],
    [{ loop: false, realTime: true }, ['-re'], true, false],
    [{ loop: true, realTime: false }, [], false, false],
    [{ loop: false, realTime: false }, [], false, false],
  ])('a file played with %o is opened with %o', (play, inputOptions, live, endless) => {
    expect(sourceInput({ url: 'a.mp4', ...play })).toMatchObject({ inputOptions, live, endless })
  })

  it('takes a path with a colon or a space as it is', () => {
    expect(sourceInput({ url: 'night 22:00.mp4', ...playing }).url).toBe(`file:${resolve('night 22:00.mp4')}`)
    expect(sourceInput({ url: 'file:///srv/night%20one.mp4', ...playing }).url).toBe('file:/srv/night one.mp4')
  })

  it('takes the times of MJPEG from its arrival and plays HLS at its own speed', () => {
    const options = (url: string) => sourceInput({ url, ...playing }).inputOptions.join(' ')
    expect(options('http://cam/mjpg')).toBe('-use_wallclock_as_timestamps 1')
    expect(options('http://cam/a.m3u8?token=1')).toBe('-re')
  })
})

describe('user and password', () => {
  it.each([
    ['plain', 'plain'],
    ['p@ss/w#rd?', 'p%40ss%2Fw%23rd%3F'],
    ['100%41', '100%2541'],
    ['größe', 'gr%C3%B6%C3%9Fe'],
  ])('password %s reaches ffmpeg as %s and nobody else', (password, encoded) => {
    const source = sourceInput({ url: 'rtsp://10.0.0.7:8554/s', username: 'admin', password, ...playing })
    expect(source.url).toBe(`rtsp://admin:${encoded}@10.0.0.7:8554/s`)
    expect(source.redactedUrl).toBe('rtsp://***@10.0.0.7:8554/s')
    expect(source.hasLogin).toBe(true)
  })

  it('of the config replace those of the address', () => {
    const source = sourceInput({ url: 'rtsp://a:b@cam/s', username: 'c', password: 'd', ...playing })
    expect(source.url).toBe('rtsp://c:d@cam/s')
  })

  it('stay where the address has them, an @ in the password included', () => {
    expect(sourceInput({ url: 'rtsp://admin:p@ss@cam/s', ...playing })).toMatchObject({
      url: 'rtsp://admin:p%40ss@cam/s',
      redactedUrl: 'rtsp://***@cam/s',
    })
  })

  it.each([
    ['rtsp://cam/s?user=admin&password=geheim&x=1', 'rtsp://cam/s?user=admin&password=***&x=1'],
    ['rtsp://cam/user=admin&password=geheim&channel=1', 'rtsp://cam/user=admin&password=***&channel=1'],
    ['http://cam/v.mjpg?token=geheim', 'http://cam/v.mjpg?token=***'],
  ])('in the query or path of %s are hidden', (url, redactedUrl) => {
    expect(sourceInput({ url, ...playing })).toMatchObject({ url, redactedUrl })
  })
})

describe('an address that cannot be used', () => {
  it.each([
    ['ftp://cam/x', 'ftp:// is no source we can open'],
    ['rtsp://', 'not a whole address'],
    ['rtsp:/cam/s', 'not a whole address'],
    ['rtsp://cam:port/s', 'not a whole address'],
    ['http://', 'not a whole address'],
    ['file://other-host/x.mp4', 'not the address of a file on this machine'],
  ])('%s is refused by name, with what is accepted', (url, why) => {
    const open = () => sourceInput({ url, ...playing })
    expect(open).toThrow(why)
    expect(open).toThrow(`source: "${url}"`)
    expect(open).toThrow('give rtsp://')
  })

  it.each(['rtsp://admin:ge#heim@cam/s', 'ftp://admin:geheim@cam/s', 'rtsp://admin:ge/heim@cam:x/s'])(
    'does not show the password of %s',
    (url) => {
      expect(() => sourceInput({ url, ...playing })).toThrow('***@cam')
      expect(() => sourceInput({ url, ...playing })).not.toThrow(/heim/)
    },
  )

  it('a password without a username is refused', () => {
    expect(() => sourceInput({ url: 'rtsp://cam/s', password: 'geheim', ...playing })).toThrow('without a username')
  })
})
