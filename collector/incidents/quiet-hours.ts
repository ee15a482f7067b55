/** When an event rule is not to disturb anybody, by the clock of a place. Pure. */
import type { QuietWindow } from './config.ts'

const weekdays: readonly QuietWindow['days'][number][] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const dayMinutes = 1_440

/**
 * Whether a moment lies in one of the windows. A window belongs to the day on which it begins: 22:00 to 06:00 of a
 * Saturday lasts into Sunday morning.
 * @param timeZone IANA name
 * @throws RangeError when there is no such time zone
 */
export function isQuiet(windows: readonly QuietWindow[], timeZone: string, at: number): boolean {
  if (windows.length === 0) return false
  const { weekday, minute } = localTime(timeZone, at)
  const day = weekdays.indexOf(weekday)
  return windows.some(({ days, from, to }) => {
    const begin = minuteOf(from)
    const end = minuteOf(to) > begin ? minuteOf(to) : minuteOf(to) + dayMinutes
    const holds = (weekday: number, time: number): boolean =>
      days.includes(weekdays[weekday] ?? 'sun') && begin <= time && time < end
    return holds(day, minute) || holds((day + 6) % 7, minute + dayMinutes)
  })
}

const formats = new Map<string, Intl.DateTimeFormat>()

function localTime(timeZone: string, at: number): { weekday: QuietWindow['days'][number]; minute: number } {
  const format = formats.get(timeZone) ?? clockOf(timeZone)
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    weekday: parts.get('weekday')?.toLowerCase() as QuietWindow['days'][number],
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  }
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(timeZone, format)
  return format
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number)
  return (hour ?? 0) * 60 + (minute ?? 0)
}
