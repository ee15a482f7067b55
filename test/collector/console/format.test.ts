import { describe, expect, it } from 'vitest'
import { createFormat } from '../../../collector/console/src/i18n/format.ts'

const vi = createFormat('vi', 'Asia/Ho_Chi_Minh', { justNow: 'vừa xong', underASecond: 'dưới 1 giây' })
const en = createFormat('en', 'Europe/London', { justNow: 'just now', underASecond: 'less than 1 sec' })
const at = Date.UTC(2026, 5, 12, 7, 3, 22)
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('createFormat', () => {
  it('writes the exact time with the zone as people there call it', () => {
    expect(vi.exact(at, at + minute)).toBe('14:03:22 ICT')
    expect(en.exact(at, at + minute)).toBe('08:03:22 BST')
  })

  it('puts the date in front when it is not the same day there, and the year when it is another', () => {
    expect(vi.exact(at, at + day)).toBe('12/06 14:03:22 ICT')
    expect(vi.exact(at, at + 365 * day)).toBe('12/06/2026 14:03:22 ICT')
    // The day is that of the zone: 23:30 and 00:30 in Viet Nam are one day in London.
    const lateEvening = Date.UTC(2026, 5, 12, 16, 30)
    expect(vi.exact(lateEvening, lateEvening + hour)).toBe('12/06 23:30:00 ICT')
    expect(en.exact(lateEvening, lateEvening + hour)).toBe('17:30:00 BST')
  })

  it.each([
    [-3 * second, 'vừa xong', 'just now'],
    [4 * second, 'vừa xong', 'just now'],
    [59 * second, '59 giây trước', '59 seconds ago'],
    [2 * minute + 59 * second, '2 phút trước', '2 minutes ago'],
    [90 * minute, '1 giờ trước', '1 hour ago'],
    [3 * day, '3 ngày trước', '3 days ago'],
  ])('says an age of %d ms', (age, vietnamese, english) => {
    expect(vi.ago(at, at + age)).toBe(vietnamese)
    expect(en.ago(at, at + age)).toBe(english)
  })

  it.each([
    [999, 'dưới 1 giây'],
    [12 * second, '12 giây'],
    [72 * second, '1 phút 12 giây'],
    [3 * minute, '3 phút'],
    [2 * hour + 5 * second, '2 giờ'],
    [day + 2 * hour + 3 * minute, '1 ngày 2 giờ'],
  ])('says a duration of %d ms in its two largest units', (ms, expected) => {
    expect(vi.duration(ms)).toBe(expected)
  })

  it('is brief about short times', () => {
    expect(vi.brief(31.4)).toBe('31 ms')
    expect(vi.brief(1_240)).toBe('1,2 giây')
    expect(vi.brief(90_000)).toBe('1 phút 30 giây')
  })

  it.each([
    [0, '0 kB'],
    [1_234, '1,2 kB'],
    [3_200_000, '3,2 MB'],
    [64e9, '64 GB'],
  ])('writes a size of %d bytes', (count, expected) => {
    expect(vi.bytes(count)).toBe(expected)
  })

  it('writes numbers as the language does', () => {
    expect([vi.number(12_345), en.number(12_345)]).toEqual(['12.345', '12,345'])
    expect([vi.number(4.96, 1), en.number(4.96, 1)]).toEqual(['5', '5'])
    expect(vi.number(6.4, 1)).toBe('6,4')
    expect(vi.percent(0.874)).toBe('87%')
  })
})
