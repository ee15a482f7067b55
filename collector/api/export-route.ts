import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { type EventPage, Problem } from '../../wire/rest.ts'
import type { EventFilter } from '../query/event-filter.ts'
import type { Search } from '../search/search.ts'
import type { Sites } from '../sites/sites.ts'
import { csvHead, csvRow } from './event-csv.ts'
import { filterOf, filterQuery, listRepeated } from './filter-query.ts'
import type { Routes } from './routes.ts'

/** Events that are read at once: others who search wait no longer than for a page. */
const pageEvents = 500
const byteOrderMark = '\ufeff'

const ExportQuery = Type.Object(
  {
    ...filterQuery,
    format: Type.Union([Type.Literal('csv'), Type.Literal('jsonl')], {
      description: 'csv: RFC 4180, one row an event; jsonl: one record of the list of events a line',
    }),
    bom: Type.Optional(
      Type.Boolean({
        description: 'Of csv, true: begins with a byte order mark, so that spreadsheets read it as UTF-8',
      }),
    ),
  },
  { additionalProperties: false },
)

export function addExportRoute(app: Routes, search: Search, sites: Sites): void {
  app.get(
    '/api/events/export',
    {
      exposeHeadRoute: false,
      config: { needs: 'events:read' },
      preValidation: listRepeated,
      schema: {
        summary: 'All events that fit, newest first, as a file',
        description:
          'Takes the filters of the list of events and has no limit; what arrives meanwhile is not in it. In csv, words that a spreadsheet would take for a formula begin with an apostrophe. A file that ends before its time ends in the middle of the transfer, which HTTP clients report.',
        tags: ['events'],
        querystring: ExportQuery,
        produces: ['text/csv', 'application/jsonl'],
        response: { 400: Problem, 503: Problem },
      },
    },
    async (request, reply) => {
      const { format, bom = false, ...query } = request.query
      const filter = filterOf(query, sites, request)
      // The first page is waited for: what refuses it is answered as a problem.
      const first = await search.page(filter, pageEvents)
      const lines = format === 'csv' ? csvLines : jsonLines
      const start = format === 'csv' ? `${bom ? byteOrderMark : ''}${csvHead}` : ''
      // Pages are read as the client takes them, and no more when it is gone.
      return sendFile(reply, format, Readable.from(textOf(search, filter, first, start, lines), { objectMode: false }))
    },
  )
}

function sendFile(reply: FastifyReply, format: 'csv' | 'jsonl', text: Readable): FastifyReply {
  void reply
    .header('content-disposition', `attachment; filename="events.${format}"`)
    .header('cache-control', 'no-store')
  void reply.type(format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/jsonl; charset=utf-8')
  return reply.send(text)
}

async function* textOf(
  search: Search,
  filter: EventFilter,
  first: EventPage | undefined,
  start: string,
  lines: (page: EventPage) => string,
): AsyncGenerator<string> {
  if (start !== '') yield start
  for (let page = first; page !== undefined; ) {
    if (page.events.length > 0) yield lines(page)
    page = page.nextCursor === undefined ? undefined : await search.page(filter, pageEvents, page.nextCursor)
  }
}

function csvLines({ events }: EventPage): string {
  return events.map(csvRow).join('')
}

function jsonLines({ events }: EventPage): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('')
}
