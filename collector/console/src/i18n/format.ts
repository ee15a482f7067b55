/** Numbers, times and durations as a language writes them. Pure: the language and the time zone are given. */
export type Language = 'vi' | 'en'

export type Format = {
  /** `14:03:22` */
  time(at: number): string
  /** `14:03:22 ICT`, with day and month in front when it is not the day of `now`, and the year when it is another one. */
  exact(at: number, now: number): string
  /** `2 phút trước` */
  ago(at: number, now: number): string
  /** `1 phút 12 giây`; the two largest units. */
  duration(ms: number): string
  /** `31 ms` or `1,2 giây` */
  brief(ms: number): string
  number(value: number, fractionDigits?: number): string
  percent(ratio: number): string
  /** `3,2 MB` */
  bytes(count: number): string
  /** `ICT`, or what Intl calls the zone. */
  zone(at: number): string
}

const locales: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' }

/** People in Viet Nam say ICT; browsers say GMT+7. */
const indochinaZones = new Set(['Asia/Ho_Chi_Minh', 'Asia/Saigon', 'Asia/Bangkok', 'Asia/Phnom_Penh', 'Asia/Vientiane'])

/** Of `/2026` at the end of a date. */
const yearLength = 5

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

const byteUnits = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const

/** @param justNow what stands for an age below five seconds, @param underASecond for a duration below one */
export function createFormat(
  language: Language,
  timeZone: string,
  words: { readonly justNow: string; readonly underASecond: string },
): Format {
  const locale = locales[language]
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23', timeZone })
  const date = new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone })
  const zoneName = new Intl.DateTimeFormat(locale, { timeZoneName: 'short', timeZone })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })

  const zone = (at: number): string => {
    if (indochinaZones.has(timeZone)) return 'ICT'
    return zoneName.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? timeZone
  }

  const exact = (at: number, now: number): string => {
    const time = `${clock.format(at)} ${zone(at)}`
    const [then, today] = [date.format(at), date.format(now)]
    if (then === today) return time
    // Both languages write day/month/year; of this year the first two say enough.
    const isThisYear = then.slice(-yearLength) === today.slice(-yearLength)
    return `${isThisYear ? then.slice(0, -yearLength) : then} ${time}`
  }

  const ago = (at: number, now: number): string => {
    const age = now - at
    if (age < 5_000) return words.justNow
    const [unit, unitMs] = units.find(([, ms]) => age >= ms) ?? units[3]
    return relative.format(-Math.floor(age / unitMs), unit)
  }

  const duration = (ms: number): string => {
    if (ms < 1_000) return words.underASecond
    const first = units.findIndex(([, unitMs]) => ms >= unitMs)
    let left = ms
    return units
      .slice(first, first + 2)
      .flatMap(([unit, unitMs]) => {
        const count = Math.floor(left / unitMs)
        left %= unitMs
        return count === 0 ? [] : [unitFormat(locale, unit, 0).format(count)]
      })
      .join(' ')
  }

  const brief = (ms: number): string => {
    if (ms < 1_000) return `${Math.round(ms)} ms`
    return ms < 60_000 ? unitFormat(locale, 'second', 1).format(ms / 1_000) : duration(ms)
  }

  const bytes = (count: number): string => {
    const [unit, size] = byteUnits.find(([, least]) => count >= least) ?? byteUnits[2]
    const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const
    return keep(`${locale} ${unit}`, () => new Intl.NumberFormat(locale, style)).format(count / size)
  }

  return {
    time: (at) => clock.format(at),
    exact,
    ago,
    duration,
    brief,
    number: (value, fractionDigits = 0) => numberFormat(locale, fractionDigits).format(value),
    percent: (ratio) => percent.format(ratio),
    bytes,
    zone,
  }
}

const kept = new Map<string, Intl.NumberFormat>()

/** Making a formatter costs far more than using it, and rows are drawn every second. */
function keep(key: string, make: () => Intl.NumberFormat): Intl.NumberFormat {
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = make()
  kept.set(key, made)
  return made
}

function unitFormat(locale: string, unit: string, maximumFractionDigits: number): Intl.NumberFormat {
  const unitDisplay = locale.startsWith('vi') ? 'long' : 'short'
  const options = { style: 'unit', unit, unitDisplay, maximumFractionDigits } as const
  return keep(`${locale} ${unit} ${maximumFractionDigits}`, () => new Intl.NumberFormat(locale, options))
}

function numberFormat(locale: string, fractionDigits: number): Intl.NumberFormat {
  const options = { minimumFractionDigits: 0, maximumFractionDigits: fractionDigits }
  return keep(`${locale} ${fractionDigits}`, () => new Intl.NumberFormat(locale, options))
}
