/** A moment as clocks and calendars at a place show it. */
export type LocalTime = {
  /** Year, month and day: `2026-02-17`. */
  readonly date: string
  readonly dayBefore: string
  /** 0 is Sunday. */
  readonly weekday: number
  /** Of the day, from 0. */
  readonly minute: number
}

export type Calendar = {
  localTime(at: number): LocalTime
  isHoliday(date: string): boolean
}

const minuteMs = 60_000
const dayMs = 86_400_000

/**
 * The calendar of a site. The same minute is worked out once, however many frames and rules ask.
 * @param timeZone of the IANA database
 * @param holidays dates such as `2026-02-17`
 * @throws Error when there is no such time zone or day
 */
export function createCalendar(timeZone: string, holidays: readonly string[]): Calendar {
  const format = formatOf(timeZone)
  const days = new Set(holidays.map(checkedDate))
  let known: { readonly minute: number; readonly local: LocalTime } | undefined

  return {
    localTime(at) {
      const minute = Math.floor(at / minuteMs)
      if (known?.minute !== minute) known = { minute, local: read(format, at) }
      return known.local
    },
    isHoliday: (date) => days.has(date),
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const two = '2-digit'
  const parts = { year: 'numeric', month: two, day: two, hour: two, minute: two, hourCycle: 'h23' } as const
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, calendar: 'gregory', ...parts })
  } catch (cause) {
    const problem = `there is no time zone ${JSON.stringify(timeZone)}; write one of the IANA database`
    throw new Error(`rules: ${problem}, such as Asia/Ho_Chi_Minh`, { cause })
  }
}

function checkedDate(date: string): string {
  const day = new Date(`${date}T00:00:00Z`)
  const isThere = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date)
  if (!isThere) throw new Error(`rules: there is no day ${JSON.stringify(date)}; write year-month-day, as 2026-09-02`)
  return date
}

function read(format: Intl.DateTimeFormat, at: number): LocalTime {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
  const day = Date.parse(`${date}T00:00:00Z`)
  return {
    date,
    dayBefore: new Date(day - dayMs).toISOString().slice(0, 10),
    weekday: new Date(day).getUTCDay(),
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  }
}
