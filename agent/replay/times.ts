/** When a video begins, when something in it is, and how people write that. */

/** Seconds since 1970 have ten digits until the year 2286; milliseconds have more. */
const firstMilliseconds = 1e11

/**
 * Epoch milliseconds of what somebody typed: an ISO 8601 time, of this machine's time zone where it names none, or seconds or
 * milliseconds since 1970. Undefined when it is neither.
 */
export function parseStart(text: string): number | undefined {
  const typed = text.trim()
  if (/^\d+(\.\d+)?$/.test(typed)) {
    const number = Number(typed)
    return known(Math.round(number < firstMilliseconds ? number * 1000 : number))
  }
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.test(typed)) return undefined
  // A date alone would be of UTC.
  return known(Date.parse(typed.length === 10 ? `${typed}T00:00` : typed.replace(' ', 'T')))
}

/** Where in a video: `0:06.2`, `1:02:06.2`. */
export function position(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100)
  const [hours, minutes, seconds] = [tenths / 36_000, (tenths / 600) % 60, (tenths / 10) % 60].map(Math.floor)
  const rest = `${String(seconds).padStart(2, '0')}.${tenths % 10}`
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`
}

/** The date and time of this machine: `2026-11-22 08:00:06`. */
export function clockTime(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}

function known(at: number): number | undefined {
  return at >= 0 && at <= 8_640_000_000_000_000 ? at : undefined
}
