import type { Calendar, LocalTime } from './calendar.ts'
import { RuleError } from './rule-error.ts'

/** In the order of JavaScript's numbers of weekdays. */
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type Weekday = (typeof weekdays)[number]

/** From one time of day to another, `HH:MM`; when `to` is the earlier, until the next day. */
export type TimeWindow = { readonly days: readonly Weekday[]; readonly from: string; readonly to: string }

export type ScheduleOptions = {
  /** Absent: always. */
  readonly schedule?: readonly TimeWindow[]
  /** A holiday is like any day, or a whole day of work, or one on which no window begins. */
  readonly onHolidays: 'as-usual' | 'always' | 'never'
}

/** In minutes of the day; beyond 1,440 on the next one. */
type Span = { readonly weekdays: readonly number[]; readonly from: number; readonly to: number }

const dayMinutes = 1_440

/**
 * When a rule reports, by the clock of its site. A window belongs to the day on which it begins. Clocks that are set, as for
 * summer time, are followed: a window holds all moments at which the clock on the wall shows a time in it.
 * @param rule its name, for the error
 * @throws RuleError
 */
export function createSchedule(
  rule: string,
  { schedule, onHolidays }: ScheduleOptions,
  calendar: Calendar,
): (at: number) => boolean {
  const spans = schedule?.map((window) => spanOf(rule, window))
  if (spans === undefined && onHolidays !== 'never') return () => true
  let known: { readonly local: LocalTime; readonly isOpen: boolean } | undefined

  return (at) => {
    const local = calendar.localTime(at)
    if (known?.local !== local) known = { local, isOpen: isOpenAt(local) }
    return known.isOpen
  }

  function isOpenAt({ date, dayBefore, weekday, minute }: LocalTime): boolean {
    return isOpenOn(date, weekday, minute) || isOpenOn(dayBefore, (weekday + 6) % 7, minute + dayMinutes)
  }

  /** @param minute since the day began, beyond 1,440 on the next one */
  function isOpenOn(date: string, weekday: number, minute: number): boolean {
    if (onHolidays !== 'as-usual' && calendar.isHoliday(date)) {
      if (onHolidays === 'never') return false
      if (minute < dayMinutes) return true
    }
    if (spans === undefined) return minute < dayMinutes
    return spans.some((span) => span.weekdays.includes(weekday) && span.from <= minute && minute < span.to)
  }
}

function spanOf(rule: string, { days, from, to }: TimeWindow): Span {
  if (from === to) {
    const advice = 'write 00:00 to 24:00 for the whole day'
    throw new RuleError(rule, `a window of its schedule begins and ends at ${from}; ${advice}`)
  }
  const begin = minuteOf(from)
  const end = minuteOf(to)
  return { weekdays: days.map((day) => weekdays.indexOf(day)), from: begin, to: end > begin ? end : end + dayMinutes }
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number)
  return (hour ?? 0) * 60 + (minute ?? 0)
}
