import { describe, expect, it } from 'vitest'
import { lossCauseWords, noticeWords } from '../../../collector/console/src/events/notice.ts'
import {
  eventTitle,
  objectWord,
  originWords,
  timeWords,
  timingHint,
} from '../../../collector/console/src/events/words.ts'
import { en } from '../../../collector/console/src/i18n/en.ts'
import { createFormat } from '../../../collector/console/src/i18n/format.ts'
import { vi } from '../../../collector/console/src/i18n/vi.ts'
import { objectClasses, vehicleTypes } from '../../../wire/event.ts'
import type { EventRecord } from '../../../wire/rest.ts'
import { eventRecord } from './event-record.ts'
import { translator } from './translator.ts'

const words = { justNow: '', underASecond: '' }
const inVietnamese = (facts: Partial<EventRecord>) =>
  eventTitle(translator(vi), createFormat('vi', 'UTC', words), eventRecord(facts), 'Cổng chính')
const inEnglish = (facts: Partial<EventRecord>) =>
  eventTitle(translator(en), createFormat('en', 'UTC', words), eventRecord(facts), 'Main gate')

describe('eventTitle', () => {
  const person = { class: 'Human', zone: 'cổng' }
  const car = { class: 'Vehicle', vehicleType: 'Car', type: 'line.crossed', line: 'cổng' }

  it.each<[Partial<EventRecord>, string]>([
    [{ ...person, type: 'zone.entered' }, 'Người vào vùng cổng'],
    [{ ...person, type: 'zone.exited' }, 'Người ra khỏi vùng cổng'],
    [{ ...person, type: 'zone.dwell' }, 'Người ở lại vùng cổng'],
    [{ ...person, type: 'zone.dwell', dwellMs: 45_000 }, 'Người ở lại vùng cổng 45 giây'],
    [{ ...car, direction: 'in' }, 'Ô tô băng qua vạch cổng, chiều vào'],
    [{ ...car, direction: 'out' }, 'Ô tô băng qua vạch cổng, chiều ra'],
    [car, 'Ô tô băng qua vạch cổng'],
    [{ type: 'smoke.seen' }, 'Sự kiện smoke.seen ở Cổng chính'],
    [{ type: 'camera.frozen' }, 'Hình của Cổng chính bị treo'],
    [{ ...car, type: 'speed.exceeded', speed: { kmh: 61.7, errorKmh: 3 } }, 'Ô tô chạy 62 km/h ở cổng'],
    [{ type: 'zone.crowded', zone: 'sân', count: 12 }, 'Vùng sân có 12 đối tượng'],
    [{ ...car, type: 'vehicle.stopped', zone: 'cổng', dwellMs: 90_000 }, 'Ô tô dừng ở cổng 1 phút 30 giây'],
    [{ type: 'outbox.lost', lost: { cause: 'disk', from: 5, to: 6 } }, 'Trạm biên agent-1 báo mất 2 tin'],
    [{ type: 'outbox.lost', lost: { cause: 'damaged' } }, 'Trạm biên agent-1 báo mất tin, không rõ bao nhiêu'],
    [{ type: 'media.evicted', evicted: { count: 12, bytes: 9 } }, 'Trạm biên agent-1 xoá 12 ảnh chưa kịp gửi'],
    [{ type: 'media.evicted' }, 'Trạm biên agent-1 xoá ảnh chưa kịp gửi'],
  ])('says %j', (facts, expected) => {
    expect(inVietnamese(facts)).toBe(expected)
  })

  it('says it in English too', () => {
    expect(inEnglish({ class: 'Human', zone: 'gate' })).toBe('Person entered zone gate')
  })

  it('does not say the kind of place twice', () => {
    expect(inVietnamese({ class: 'Human', zone: 'Vùng cổng' })).toBe('Người vào vùng cổng')
  })

  it('names the rule where zone or line are not said, and nothing where no name is known', () => {
    expect(inVietnamese({ class: 'Human', rule: 'cổng' })).toBe('Người vào vùng cổng')
    expect(inVietnamese({ class: 'Human' })).toBe('Người vào vùng')
  })
})

describe('objectWord', () => {
  const t = translator(vi)

  it.each([
    [{ class: 'Vehicle', vehicleType: 'Motorcycle' }, 'Xe máy'],
    [{ class: 'Vehicle', vehicleType: 'TwoWheeler' }, 'Xe hai bánh'],
    [{ class: 'Vehicle' }, 'Phương tiện'],
    [{ class: 'Vehicle', vehicleType: 'Tram' }, 'Phương tiện'],
    [{ class: 'Drone' }, 'Drone'],
    [{}, 'Vật thể'],
  ])('calls %j %s', (object, expected) => {
    expect(objectWord(t, object)).toBe(expected)
  })

  it('has a word of its own in both languages for whatever the wire knows', () => {
    for (const dictionary of [vi, en]) {
      const word = (object: Partial<EventRecord>) => objectWord(translator(dictionary), object)
      const words = [
        ...objectClasses.map((name) => word({ class: name })),
        ...vehicleTypes.map((vehicleType) => word({ class: 'Vehicle', vehicleType })),
      ]
      expect(new Set(words).size).toBe(words.length)
      expect(words.filter((text) => text.includes('.'))).toEqual([])
    }
    expect(objectWord(translator(en), { class: 'Vehicle', vehicleType: 'TwoWheeler' })).toBe('Two-wheeler')
  })
})

describe('what an agent says of itself', () => {
  const t = translator(vi)
  const lost = (cause: string) => eventRecord({ camera: 'agent', type: 'outbox.lost', lost: { cause } })

  it('is of the agent and not of a camera', () => {
    expect(originWords(t, lost('disk'), undefined, 'Cổng chợ')).toBe('Trạm biên agent-1 · Cổng chợ')
    expect(originWords(t, eventRecord(), undefined, 'Cổng chợ')).toBe('gate · Cổng chợ')
  })

  it.each([
    ['disk', 'không ghi được vào ổ đĩa', /kiểm tra dung lượng/],
    ['damaged', 'tệp lưu tin bị hỏng', /nguồn điện/],
    ['invalid', 'tin sai định dạng', /lỗi phần mềm/],
    ['flood', 'flood', /không bao giờ nhận được/],
  ])('says why messages are lost, and what to do: %s', (cause, words, advice) => {
    expect(lossCauseWords(t, cause)).toBe(words)
    expect(noticeWords(t, lost(cause))).toMatch(advice)
  })

  it('says what a deleted picture means, and of a newer type only that it is no event of a camera', () => {
    expect(noticeWords(t, eventRecord({ camera: 'agent', type: 'media.evicted' }))).toMatch(/chỉ thiếu ảnh/)
    expect(noticeWords(t, eventRecord({ camera: 'agent', type: 'lid.opened' }))).toMatch(/về chính nó/)
  })
})

describe('the time of an event', () => {
  const format = createFormat('vi', 'UTC', words)

  it('is told with its age, but not while it is yet to come', () => {
    expect(timeWords(format, eventRecord({ startAt: 0 }), 120_000)).toBe('2 phút trước · 00:00:00 UTC')
    expect(timeWords(format, eventRecord({ startAt: 120_000, timing: 'future' }), 0)).toBe('00:02:00 UTC')
  })

  it('says how late an event came', () => {
    const late = eventRecord({ timing: 'late', startAt: 0, receivedAt: 7_200_000 })
    expect(timingHint(translator(vi), format, late)).toMatch(/^Đến muộn 2 giờ:/)
  })

  it('says how far the clock of the agent is ahead', () => {
    const future = eventRecord({ timing: 'future', startAt: 90_000, receivedAt: 0 })
    expect(timingHint(translator(vi), format, future)).toMatch(/lúc nhận 1 phút 30 giây: đồng hồ .* chạy nhanh/)
  })
})
