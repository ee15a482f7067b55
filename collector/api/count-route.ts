import Type from 'typebox'
import { CountedFact, CountUnit, EventCounts, Problem } from '../../wire/rest.ts'
import type { Search } from '../search/search.ts'
import type { Sites } from '../sites/sites.ts'
import { isTimeZone } from '../sites/tree.ts'
import { filterOf, filterQuery, listRepeated, ownTimeZone } from './filter-query.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

const hourMs = 3_600_000
const lengthMs = { hour: hourMs, day: 24 * hourMs, week: 168 * hourMs }
/** Of one answer: 83 days by the hour. */
const maxBuckets = 2_000

const CountQuery = Type.Object(
  {
    ...filterQuery,
    by: Type.Optional(CountedFact),
    per: Type.Optional(CountUnit),
    timeZone: Type.Optional(
      Type.String({ maxLength: 64, description: 'IANA name, as Asia/Ho_Chi_Minh; absent: that of the collector' }),
    ),
  },
  { additionalProperties: false },
)

export function addCountRoute(app: Routes, search: Search, sites: Sites): void {
  app.get(
    '/api/events/counts',
    {
      config: { needs: 'events:read' },
      preValidation: listRepeated,
      schema: {
        summary: 'How many events there are, by one of their facts, and by hours, days or weeks',
        description: `Takes the filters of the list of events. With \`per\` it needs \`from\` and \`to\`, and answers at most ${maxBuckets} hours, days or weeks. An event counts once, when it started, and as it is now.`,
        tags: ['events'],
        querystring: CountQuery,
        response: { 200: EventCounts, 400: Problem, 503: Problem },
      },
    },
    (request) => {
      const { by, per: unit, timeZone = ownTimeZone(), ...query } = request.query
      if (!isTimeZone(timeZone))
        throw refused(`timeZone: "${timeZone}" is no IANA time zone; write one like Asia/Ho_Chi_Minh`)
      if (unit !== undefined) {
        const { from, to } = query
        if (from === undefined || to === undefined) throw refused(`per: say from when to when, as \`from\` and \`to\``)
        if ((to - from) / lengthMs[unit] > maxBuckets)
          throw refused(`per: more than ${maxBuckets} are asked for; take a shorter time, or longer units`)
      }
      const filter = filterOf(query, sites, request)
      return search.counts({ filter, timeZone, ...(by !== undefined && { by }), ...(unit !== undefined && { unit }) })
    },
  )
}

function refused(detail: string): ProblemError {
  return new ProblemError('invalid-request', detail)
}
