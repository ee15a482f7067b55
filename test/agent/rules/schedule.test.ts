import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../../agent/rules/calendar.ts'
import { RuleError } from '../../../agent/rules/rule-error.ts'
import { createSchedule, type ScheduleOptions, type TimeWindow, type Weekday } from '../../../agent/rules/schedule.ts'

const everyDay: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const workdays = everyDay.slice(0, 5)
const night: TimeWindow = { days: everyDay, from: '22:00', to: '06:00' }
const office: TimeWindow = { days: workdays, from: '08:00', to: '17:30' }

/** Whether it is open at a time, given in UTC. */
function isOpen(
  time: string,
  options: Partial<ScheduleOptions>,
  timeZone = 'Asia/Ho_Chi_Minh',
  holidays: string[] = [],
) {
  const calendar = createCalendar(timeZone, holidays)
  return createSchedule('night', { onHolidays: 'as-usual', ...options }, calendar)(Date.parse(time))
}

describe('a schedule', () => {
  // 2026-11-23 is a Monday; Ho Chi Minh City is 7 hours ahead.
  it.each<[string, TimeWindow[], string, boolean]>([
    ['in office hours', [office], '2026-11-23T02:00Z', true],
    ['at their very beginning', [office], '2026-11-23T01:00Z', true],
    ['a millisecond before', [office], '2026-11-23T00:59:59.999Z', false],
    ['a millisecond before their end', [office], '2026-11-23T10:29:59.999Z', true],
    ['at their very end', [office], '2026-11-23T10:30Z', false],
    ['on a Sunday', [office], '2026-11-22T02:00Z', false],
    ['at night before midnight', [night], '2026-11-23T15:00Z', true],
    ['at midnight', [night], '2026-11-23T17:00Z', true],
    ['at night after midnight', [night], '2026-11-23T22:59:59Z', true],
    ['in the morning', [night], '2026-11-23T23:00Z', false],
    ['in one of two windows', [office, night], '2026-11-23T16:00Z', true],
    ['between two windows', [office, night], '2026-11-23T11:00Z', false],
    ['after midnight, of a day with a window', [{ ...night, days: ['sun'] }], '2026-11-22T20:00Z', true],
    ['after midnight, of a day without one', [{ ...night, days: ['mon'] }], '2026-11-22T20:00Z', false],
    ['late on a whole day', [{ days: ['mon'], from: '00:00', to: '24:00' }], '2026-11-23T16:59:59Z', true],
    ['early on the day after', [{ days: ['mon'], from: '00:00', to: '24:00' }], '2026-11-23T17:00Z', false],
  ])('%s', (_, schedule, time, expected) => {
    expect(isOpen(time, { schedule })).toBe(expected)
  })

  // National day, a Wednesday.
  it.each<[string, ScheduleOptions, string, boolean]>([
    ['as usual', { schedule: [office], onHolidays: 'as-usual' }, '2026-09-02T02:00Z', true],
    ['never', { schedule: [office], onHolidays: 'never' }, '2026-09-02T02:00Z', false],
    ['never, without windows', { onHolidays: 'never' }, '2026-09-02T02:00Z', false],
    ['never, and the day after is a day', { onHolidays: 'never' }, '2026-09-02T17:00Z', true],
    ['always, outside every window', { schedule: [office], onHolidays: 'always' }, '2026-09-02T16:59Z', true],
    ['always, and the day after is a day', { schedule: [office], onHolidays: 'always' }, '2026-09-02T17:00Z', false],
    [
      'never: the night that began before goes on',
      { schedule: [night], onHolidays: 'never' },
      '2026-09-01T22:00Z',
      true,
    ],
    ['never: no night begins', { schedule: [night], onHolidays: 'never' }, '2026-09-02T16:00Z', false],
    ['never: nor is there its rest', { schedule: [night], onHolidays: 'never' }, '2026-09-02T22:00Z', false],
    ['always: nor ends the night with it', { schedule: [night], onHolidays: 'always' }, '2026-09-02T22:00Z', true],
  ])('on a holiday: %s', (_, options, time, expected) => {
    expect(isOpen(time, options, 'Asia/Ho_Chi_Minh', ['2026-09-02'])).toBe(expected)
  })

  // New York goes from 02:00 to 03:00 on 2026-03-08 and from 02:00 back to 01:00 on 2026-11-01.
  it.each<[string, string, string, boolean]>([
    ['01:30 to 03:30: before the hour that is left out', '01:30-03:30', '2026-03-08T06:59Z', true],
    ['01:30 to 03:30: after it', '01:30-03:30', '2026-03-08T07:00Z', true],
    ['01:30 to 03:30: over', '01:30-03:30', '2026-03-08T07:30Z', false],
    ['02:00 to 03:00: there is no such hour', '02:00-03:00', '2026-03-08T07:00Z', false],
    ['01:00 to 02:00: the first time', '01:00-02:00', '2026-11-01T05:30Z', true],
    ['01:00 to 02:00: the second time', '01:00-02:00', '2026-11-01T06:30Z', true],
    ['01:00 to 02:00: over', '01:00-02:00', '2026-11-01T07:00Z', false],
    ['22:00 to 06:00: an hour longer', '22:00-06:00', '2026-11-01T10:59Z', true],
    ['22:00 to 06:00: over', '22:00-06:00', '2026-11-01T11:00Z', false],
  ])('when clocks are set, %s', (_, hours, time, expected) => {
    const [from = '', to = ''] = hours.split('-')
    expect(isOpen(time, { schedule: [{ days: everyDay, from, to }] }, 'America/New_York')).toBe(expected)
  })

  it('is always open when nobody gave one', () => {
    expect(isOpen('2026-11-23T02:00Z', {})).toBe(true)
  })

  it('answers for moments in any order', () => {
    const open = createSchedule('night', { schedule: [night], onHolidays: 'as-usual' }, createCalendar('UTC', []))
    const times = ['2026-11-23T23:00Z', '2026-11-23T12:00Z', '2026-11-23T23:00Z', '2026-11-23T22:00Z']
    expect(times.map((time) => open(Date.parse(time)))).toEqual([true, false, true, true])
  })

  it('of a window without length is refused by name', () => {
    const create = () => isOpen('2026-11-23T02:00Z', { schedule: [{ days: ['mon'], from: '08:00', to: '08:00' }] })
    expect(create).toThrow(RuleError)
    expect(create).toThrow('rules: "night": a window of its schedule begins and ends at 08:00; write 00:00 to 24:00')
  })
})

describe('a calendar', () => {
  it('refuses a time zone and a day that do not exist', () => {
    expect(() => createCalendar('Asia/Saigonn', [])).toThrow('there is no time zone "Asia/Saigonn"')
    for (const day of ['2026-02-30', '2026-13-01', 'tomorrow']) {
      expect(() => createCalendar('UTC', ['2026-02-28', day])).toThrow(`there is no day "${day}"`)
    }
  })

  it('asks for the time of a minute once, however many frames it has', () => {
    const { localTime } = createCalendar('Asia/Ho_Chi_Minh', [])
    const at = Date.parse('2026-11-23T17:00Z')
    expect(localTime(at)).toEqual({ date: '2026-11-24', dayBefore: '2026-11-23', weekday: 2, minute: 0 })
    expect(localTime(at + 59_999)).toBe(localTime(at))
    expect(localTime(at + 60_000).minute).toBe(1)
  })
})
