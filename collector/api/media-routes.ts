import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Sha256 } from '../../wire/event.ts'
import { Problem } from '../../wire/rest.ts'
import { MediaError, type MediaStore } from '../store/media.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

const MediaParams = Type.Object({ sha256: Sha256 })

const pictureType = 'image/jpeg'

/** Pictures by the SHA-256 of their bytes: what lies at an address never changes, so it may be cached for ever. */
export function addMediaRoutes(app: Routes, media: MediaStore, maxBytes: number): void {
  // The body goes to the disk as it comes; it is never whole in memory.
  app.addContentTypeParser(pictureType, (_request, body, done) => done(null, body))
  const get = async (request: FastifyRequest<{ Params: { sha256: string } }>, reply: FastifyReply) => {
    const { sha256 } = request.params
    const file = await media.find(sha256)
    if (file === undefined) throw new ProblemError('not-found', 'no such picture, or not uploaded yet')
    const etag = `"${sha256}"`
    void reply.header('etag', etag).header('cache-control', 'private, max-age=31536000, immutable')
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    void reply.type(pictureType).header('content-length', file.bytes)
    return request.method === 'HEAD' ? reply.send() : reply.send(file.stream())
  }
  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/media/:sha256',
    schema: { summary: 'A picture', tags: ['media'], params: MediaParams, response: { 404: Problem } },
    handler: get,
  })
  app.put(
    '/api/media/:sha256',
    {
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
      if (request.body === undefined) throw new ProblemError('unsupported-media-type', `send ${pictureType}`)
      try {
        const outcome = await media.put(request.params.sha256, request.body as Readable)
        void reply.code(outcome === 'created' ? 201 : 200)
        return {}
      } catch (error) {
        if (!(error instanceof MediaError)) throw error
        throw error.code === 'too-large' ? tooLarge(maxBytes) : new ProblemError(error.code, error.message)
      }
    },
  )
}

function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError('too-large', `at most ${maxBytes} bytes are accepted (media.maxBytes)`)
}
