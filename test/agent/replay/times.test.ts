import { describe, expect, it } from 'vitest'
import { clockTime, parseStart, position } from '../../../agent/replay/times.ts'

describe('when a video begins', () => {
  it.each([
    ['2026-11-22T01:00Z', Date.UTC(2026, 10, 22, 1)],
    ['2026-11-22T08:00:30.5+07:00', Date.UTC(2026, 10, 22, 1, 0, 30, 500)],
    ['2026-11-22T08:00', new Date(2026, 10, 22, 8).getTime()],
    ['2026-11-22 08:00', new Date(2026, 10, 22, 8).getTime()],
    ['2026-11-22', new Date(2026, 10, 22).getTime()],
    ['1795309200', 1_795_309_200_000],
    ['1795309200.25', 1_795_309_200_250],
    ['1795309200000', 1_795_309_200_000],
    ['0', 0],
  ])('is understood as %s', (text, at) => {
    expect(parseStart(text)).toBe(at)
  })

  it.each(['', 'yesterday', '08:00', '22/11/2026', '2026-13-01', '2026-11-22T25:00', '-5', '1e9'])(
    'is not guessed from "%s"',
    (text) => {
      expect(parseStart(text)).toBeUndefined()
    },
  )
})

describe('a time, as people write it', () => {
  it.each([
    [0, '0:00.0'],
    [6_249, '0:06.2'],
    [139_400, '2:19.4'],
    [3_726_200, '1:02:06.2'],
  ])('is %i ms into a video as %s', (ms, text) => {
    expect(position(ms)).toBe(text)
  })

  it('is the time of this machine', () => {
    expect(clockTime(new Date(2026, 10, 2, 8, 0, 6).getTime())).toBe('2026-11-02 08:00:06')
  })
})
