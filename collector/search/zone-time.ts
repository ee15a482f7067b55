/** Clock time of places: time zones as stretches of one offset to UTC, so that days of 23 and 25 hours come out right. Pure. */

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** From an instant up to and without another, epoch ms, clocks are ahead of UTC by so much. */
export type Stretch = { readonly from: number; readonly to: number; readonly aheadMs: number }

/** Hours of the day and days of the week as clocks on the wall show them. */
export type LocalTime = {
  /** Minutes since midnight; `to` is not in it, and may lie before `from`: over midnight. */
  readonly from: number
  readonly to: number
  /** 1: Monday, 7: Sunday; absent: every day. */
  readonly weekdays?: readonly number[]
}

/** The stretches that cover an interval, ascending. */
export function stretches(zone: string, from: number, to: number): Stretch[] {
  const found: Stretch[] = []
  const lastYear = new Date(to - 1).getUTCFullYear()
  for (let year = new Date(from).getUTCFullYear(); year <= lastYear; year++) {
    for (const stretch of stretchesOfYear(zone, year)) {
      const part = { ...stretch, from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) }
      if (part.from < part.to) found.push(part)
    }
  }
  return found
}

const years = new Map<string, Stretch[]>()
const maxYears = 10_000

function stretchesOfYear(zone: string, year: number): Stretch[] {
  const key = `${zone} ${year}`
  const known = years.get(key)
  if (known !== undefined) return known
  if (years.size >= maxYears) years.clear()
  const found = findStretches(zone, Date.UTC(year, 0), Date.UTC(year + 1, 0))
  years.set(key, found)
  return found
}

/** No zone changes twice within a week. */
function findStretches(zone: string, from: number, to: number): Stretch[] {
  const found: Stretch[] = []
  let [start, aheadMs] = [from, aheadOfUtc(zone, from)]
  for (let at = from; at < to; ) {
    const next = Math.min(to, at + 7 * dayMs)
    const later = aheadOfUtc(zone, next)
    if (later !== aheadMs) {
      const change = changeBetween(zone, at, next, aheadMs)
      found.push({ from: start, to: change, aheadMs })
      ;[start, aheadMs] = [change, later]
    }
    at = next
  }
  if (start < to) found.push({ from: start, to, aheadMs })
  return found
}

function changeBetween(zone: string, from: number, to: number, aheadMs: number): number {
  let [before, after] = [from, to]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (aheadOfUtc(zone, middle) === aheadMs) before = middle
    else after = middle
  }
  return after
}

/** The parts of an interval in which clocks of a zone show such a time, ascending. */
export function localRanges(zone: string, from: number, to: number, time: LocalTime): [from: number, to: number][] {
  const ranges: [number, number][] = []
  for (const stretch of stretches(zone, from, to)) {
    const firstDay = Math.floor((stretch.from + stretch.aheadMs) / dayMs)
    const lastDay = Math.floor((stretch.to - 1 + stretch.aheadMs) / dayMs)
    for (let day = firstDay; day <= lastDay; day++) {
      if (time.weekdays?.includes(weekdayOf(day)) === false) continue
      for (const [begin, end] of windowsOf(time)) {
        const start = Math.max(stretch.from, day * dayMs + begin * minuteMs - stretch.aheadMs)
        const stop = Math.min(stretch.to, day * dayMs + end * minuteMs - stretch.aheadMs)
        if (start < stop) ranges.push([start, stop])
      }
    }
  }
  return ranges
}

export function isAtLocalTime(aheadMs: number, at: number, time: LocalTime): boolean {
  const local = at + aheadMs
  const day = Math.floor(local / dayMs)
  if (time.weekdays?.includes(weekdayOf(day)) === false) return false
  const minute = (local - day * dayMs) / minuteMs
  return windowsOf(time).some(([begin, end]) => begin <= minute && minute < end)
}

function windowsOf({ from, to }: LocalTime): [number, number][] {
  if (from < to) return [[from, to]]
  return [
    [0, to],
    [from, 24 * 60],
  ]
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

export type BucketUnit = 'hour' | 'day' | 'week'

/** Where hours, days or weeks (from Monday) of a zone begin that overlap an interval: the first may begin before it. */
export function bucketStarts(zone: string, from: number, to: number, unit: BucketUnit): number[] {
  const starts: number[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const stretch of stretches(zone, from - 8 * dayMs, to)) {
    const lengthMs = unit === 'hour' ? hourMs : unit === 'day' ? dayMs : 7 * dayMs
    // Weeks are counted from a Monday: 1970-01-05.
    const originMs = unit === 'week' ? 4 * dayMs : 0
    const local = (at: number): number => Math.floor((at + stretch.aheadMs - originMs) / lengthMs)
    for (let number = local(stretch.from); number <= local(stretch.to - 1); number++) {
      // A day whose midnight is skipped begins where the clocks were set forward.
      const start = Math.max(stretch.from, number * lengthMs + originMs - stretch.aheadMs)
      // An hour that comes twice is two; a day never is.
      const isNew = unit === 'hour' ? start > (starts.at(-1) ?? Number.NEGATIVE_INFINITY) : number > last
      if (isNew) starts.push(start)
      last = number
    }
  }
  const first = starts.findLastIndex((start) => start <= from)
  return starts.slice(Math.max(0, first))
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** How far clocks of a zone are ahead of UTC at an instant, ms. */
export function aheadOfUtc(zone: string, at: number): number {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    formats.set(zone, format)
  }
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?/.exec(name) ?? []
  const ahead = Number(hours) * hourMs + Number(minutes) * minuteMs + Number(seconds) * 1_000
  return sign === '-' ? -ahead : ahead
}
