import Type from 'typebox'

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const TimeWindow = Type.Object(
  {
    days: Type.Array(Type.Enum(dayNames), {
      default: [...dayNames],
      minItems: 1,
      description: 'Days on which it begins',
    }),
    from: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'Time of day, HH:MM' }),
    to: Type.String({
      pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
      description: 'Time of day, HH:MM, no longer in it; earlier than from: of the next day',
    }),
  },
  { additionalProperties: false },
)

/** When a rule reports, by the clock of the site. */
export const schedule = Type.Optional(
  Type.Array(TimeWindow, {
    minItems: 1,
    maxItems: 32,
    description: 'When it reports, by the clock of the site; without it, always',
  }),
)

export const onHolidays = Type.Enum(['as-usual', 'always', 'never'] as const, {
  default: 'as-usual',
  description: 'On holidays it reports as on any day, the whole day, or not at all',
})

/** Keys of the agent that schedules go by. */
export const siteClock = {
  timeZone: Type.String({
    minLength: 1,
    maxLength: 64,
    default: 'Asia/Ho_Chi_Minh',
    description: 'Time zone of the site, by the IANA database: the clock of schedules',
  }),
  holidays: Type.Array(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), {
    default: [],
    maxItems: 1_000,
    description: 'Dates, year-month-day, on which schedules go by onHolidays',
  }),
}
