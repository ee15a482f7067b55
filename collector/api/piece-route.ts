import type { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { MediaAddress } from '../../wire/event-media.ts'
import { hexAddress } from '../../wire/media-address.ts'
import { Problem } from '../../wire/rest.ts'
import type { MediaStore } from '../store/media.ts'
import { MediaError } from '../store/media-error.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

const pieceType = 'application/partial-upload'

const PieceHeaders = Type.Object({
  'upload-offset': Type.Integer({ minimum: 0, description: 'How many bytes were sent before this piece' }),
  'upload-complete': Type.Union([Type.Literal('?0'), Type.Literal('?1')], {
    description: '?1: nothing comes after this piece',
  }),
})

const description = (maxBytes: number): string =>
  `Resumable Uploads for HTTP (draft-ietf-httpbis-resumable-upload), of which this is the part that is needed where the address of \
an upload is known beforehand: it begins with \`Upload-Offset: 0\`, and nothing is asked for first. What has come of a piece is kept \
when the connection is cut; \`HEAD\` tells how much that is, and a piece that does not begin there is answered with 409 and the right \
\`Upload-Offset\`. At most ${maxBytes} bytes together, an MP4. With the last piece the SHA-256 of all bytes is checked; if it is wrong \
they are deleted and the upload may begin anew. Two senders of the same clip: the newer one takes the place of the other. Repeating \
what is there already is harmless. Uploads that rest for seven days are deleted.`

/** Clips come in pieces: a link that breaks every minute must still deliver one of twenty megabytes. */
export function addPieceRoute(app: Routes, media: MediaStore, maxBytes: number): void {
  app.addContentTypeParser(pieceType, (_request, body, done) => done(null, body))
  app.patch(
    '/api/media/:sha256',
    {
      config: { needs: 'media:write', audit: false },
      schema: {
        summary: 'Upload a clip in pieces to the address of its bytes',
        description: description(maxBytes),
        tags: ['media'],
        params: Type.Object({ sha256: MediaAddress }),
        headers: PieceHeaders,
        response: {
          201: Type.Object({}, { description: 'All of it is kept now, and its hash is right' }),
          204: Type.Null({ description: 'This piece is kept; `Upload-Offset` is where the next begins' }),
          409: Problem,
          413: Problem,
          415: Problem,
          422: Problem,
          507: Problem,
        },
      },
    },
    async (request, reply) => {
      const { 'upload-offset': offset, 'upload-complete': complete } = request.headers
      if (offset + Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
      if (request.body === undefined) throw new ProblemError('unsupported-media-type', `send ${pieceType}`)
      const sha256 = hexAddress(request.params.sha256)
      const piece = { sha256, offset, isLast: complete === '?1', body: request.body as Readable }
      const { size, isWhole } = await media.addPiece(piece).catch((error) => refuse(error, reply, maxBytes))
      void reply.header('upload-offset', size).header('upload-complete', isWhole ? '?1' : '?0')
      return isWhole ? reply.code(201).send({}) : reply.code(204).send(null)
    },
  )
}

function refuse(error: unknown, reply: FastifyReply, maxBytes: number): never {
  if (!(error instanceof MediaError)) throw error
  if (error.size !== undefined) void reply.header('upload-offset', error.size).header('upload-complete', '?0')
  throw error.code === 'too-large' ? tooLarge(maxBytes) : new ProblemError(error.code, error.message)
}

function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError('too-large', `at most ${maxBytes} bytes are accepted (media.maxClipBytes)`)
}
