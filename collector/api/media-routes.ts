import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { MediaAddress } from '../../wire/event-media.ts'
import { hexAddress } from '../../wire/media-address.ts'
import { type EventRecord, Problem } from '../../wire/rest.ts'
import { isWithin, permissionsOf } from '../access/rights.ts'
import type { EventQuery } from '../query/events.ts'
import type { MediaFile, MediaStore } from '../store/media.ts'
import { MediaError } from '../store/media-error.ts'
import { byteRange } from './byte-range.ts'
import { addPieceRoute } from './piece-route.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

export type MediaLimits = { readonly maxBytes: number; readonly maxClipBytes: number }

const MediaParams = Type.Object({ sha256: MediaAddress })
const MediaQuery = Type.Object(
  {
    partial: Type.Optional(
      Type.Boolean({
        description: 'true: of a clip whose upload is not over, what has come so far. Nobody has checked its hash yet',
      }),
    ),
    event: Type.Optional(
      Type.String({ maxLength: 64, description: 'Id of an event that shows it: for whoever may not see all sites' }),
    ),
    attempt: Type.Optional(Type.Integer({ minimum: 0, description: 'Of no meaning: another address for a browser' })),
  },
  { additionalProperties: false },
)

const pictureType = 'image/jpeg'
type MediaRequest = FastifyRequest<{ Params: { sha256: string }; Querystring: { partial?: boolean; event?: string } }>

/** Pictures and clips by the SHA-256 of their bytes: what lies at an address never changes, so it may be cached for ever. */
export function addMediaRoutes(app: Routes, media: MediaStore, events: EventQuery, limits: MediaLimits): void {
  const { maxBytes } = limits
  // The body goes to the disk as it comes; it is never whole in memory.
  app.addContentTypeParser(pictureType, (_request, body, done) => done(null, body))
  const get = async (request: MediaRequest, reply: FastifyReply) => {
    const sha256 = hexAddress(request.params.sha256)
    refuseUnseen(request, events)
    // Another person at the same browser is asked anew.
    void reply.header('vary', 'cookie, authorization')
    const file = await media.find(sha256)
    if (file === undefined) {
      refuseDeleted(request, events)
      return answerPartial(await media.findPartial(sha256), request, reply)
    }
    const etag = `"${sha256}"`
    void reply.header('etag', etag).header('cache-control', 'private, max-age=31536000, immutable')
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return sendFile(file, request, reply, etag)
  }
  const schema = {
    summary: 'A picture (JPEG) or a clip (MP4)',
    description:
      'Answers a single `Range` with 206. HEAD of a clip whose upload is not over answers 204 with `Upload-Offset`, the bytes that have come, and `Upload-Complete: ?0`.',
    tags: ['media'],
    params: MediaParams,
    querystring: MediaQuery,
    response: { 404: Problem, 410: Problem, 416: Problem },
  }
  const url = '/api/media/:sha256'
  app.route({ method: 'GET', url, exposeHeadRoute: false, config: { needs: 'media:read' }, schema, handler: get })
  // Whoever uploads asks how far it has come.
  const needs = { any: ['media:write', 'media:read'] } as const
  app.route({ method: 'HEAD', url, config: { needs, audit: false }, schema, handler: get })
  app.put(
    '/api/media/:sha256',
    {
      config: { needs: 'media:write', audit: false },
      schema: {
        summary: 'Upload a picture to the address of its bytes',
        description: `The body is the JPEG itself, of type ${pictureType}, at most ${maxBytes} bytes. Repeating it is harmless.`,
        tags: ['media'],
        params: MediaParams,
        response: {
          200: Type.Object({}, { description: 'Was there already' }),
          201: Type.Object({}, { description: 'Is kept now' }),
          413: Problem,
          415: Problem,
          422: Problem,
          507: Problem,
        },
      },
    },
    async (request, reply) => {
      if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
      // Bodies of types that other routes take are read already.
      if (!(request.body instanceof Readable)) throw new ProblemError('unsupported-media-type', `send ${pictureType}`)
      try {
        const outcome = await media.put(hexAddress(request.params.sha256), request.body)
        void reply.code(outcome === 'created' ? 201 : 200)
        return {}
      } catch (error) {
        if (!(error instanceof MediaError)) throw error
        throw error.code === 'too-large' ? tooLarge(maxBytes) : new ProblemError(error.code, error.message)
      }
    },
  )
  addPieceRoute(app, media, limits.maxClipBytes)
}

/**
 * A picture belongs to the site of its event, and lies at an address that says nothing of it.
 * @throws ProblemError as if there were none
 */
function refuseUnseen(request: MediaRequest, events: EventQuery): void {
  const { params, query, places, method, caller } = request
  const sha256 = hexAddress(params.sha256)
  if (places === 'everywhere') return
  // An agent asks how far its own upload has come.
  if (method === 'HEAD' && permissionsOf(caller?.rights ?? []).includes('media:write')) return
  const event = query.event === undefined ? undefined : events.find(query.event)
  if (event === undefined || !isShownBy(event, sha256) || !isWithin(event.site, places)) throw absent()
}

/**
 * An event goes on naming what retention has deleted of it.
 * @throws ProblemError
 */
function refuseDeleted({ params, query }: MediaRequest, events: EventQuery): void {
  const sha256 = hexAddress(params.sha256)
  const event = query.event === undefined ? undefined : events.find(query.event)
  if (event === undefined || !isShownBy(event, sha256) || events.namesMedia(event.id, sha256)) return
  throw new ProblemError('media-deleted', 'it was deleted when its time was over, or there was no room left')
}

function isShownBy({ snapshot, thumbnail, clip }: EventRecord, sha256: string): boolean {
  return [snapshot, thumbnail, clip?.sha256].includes(sha256)
}

function absent(): ProblemError {
  return new ProblemError('not-found', 'no such picture or clip, or not uploaded yet')
}

/** HEAD says how far an upload has come; GET gives what has come to those who ask for it in so many words. */
function answerPartial(file: MediaFile | undefined, request: MediaRequest, reply: FastifyReply) {
  const isHead = request.method === 'HEAD'
  if (file === undefined || (!isHead && request.query.partial !== true)) {
    throw absent()
  }
  void reply.header('upload-offset', file.bytes).header('upload-complete', '?0').header('cache-control', 'no-store')
  return isHead ? reply.code(204).send() : sendFile(file, request, reply, undefined)
}

function sendFile(file: MediaFile, request: MediaRequest, reply: FastifyReply, etag: string | undefined) {
  void reply.type(file.type).header('accept-ranges', 'bytes')
  const ifRange = request.headers['if-range']
  const isWanted = ifRange === undefined || ifRange === etag
  const range = isWanted ? byteRange(request.headers.range, file.bytes) : undefined
  if (range === 'unsatisfiable') {
    void reply.header('content-range', `bytes */${file.bytes}`)
    throw new ProblemError('range-not-satisfiable', `there are ${file.bytes} bytes`)
  }
  if (range !== undefined) {
    void reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`)
  }
  void reply.header('content-length', range === undefined ? file.bytes : range.end - range.start + 1)
  return request.method === 'HEAD' ? reply.send() : reply.send(file.stream(range))
}

function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError('too-large', `at most ${maxBytes} bytes are accepted (media.maxBytes)`)
}
