import { describe, expect, it } from 'vitest'
import { eventTitle, objectWord } from '../../../collector/console/src/events/words.ts'
import { en } from '../../../collector/console/src/i18n/en.ts'
import { createFormat } from '../../../collector/console/src/i18n/format.ts'
import type { Translate } from '../../../collector/console/src/i18n/text.ts'
import { vi } from '../../../collector/console/src/i18n/vi.ts'
import { objectClasses, vehicleTypes } from '../../../wire/event.ts'
import type { EventRecord } from '../../../wire/rest.ts'
import { eventRecord } from './event-record.ts'

const translator = (dictionary: Record<string, string>): Translate => {
  return (key, values = {}) =>
    Object.entries(values).reduce(
      (text, [name, value]) => text.replace(`{{${name}}}`, String(value)),
      dictionary[key] ?? key,
    )
}
const words = { justNow: '', underASecond: '' }
const inVietnamese = (facts: Partial<EventRecord>) =>
  eventTitle(translator(vi), createFormat('vi', 'UTC', words), eventRecord(facts))
const inEnglish = (facts: Partial<EventRecord>) =>
  eventTitle(translator(en), createFormat('en', 'UTC', words), eventRecord(facts))

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
    [{ type: 'smoke.seen' }, 'Sự kiện smoke.seen ở gate'],
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
