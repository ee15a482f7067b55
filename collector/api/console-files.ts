import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { ProblemError } from './problems.ts'
import { declarePublic } from './reference/openapi.ts'

const notBuilt = 'The console is not built yet: run `npm run build`, then start the collector again.\n'

/** The built console at `/`. It routes itself, so that every page of it is the same file. */
export async function serveConsole(app: FastifyInstance, folder: string): Promise<void> {
  const isBuilt = existsSync(join(folder, 'index.html'))
  if (isBuilt) {
    await app.register(async (files) => {
      files.addHook('onRoute', declarePublic)
      await files.register(fastifyStatic, { root: folder, cacheControl: false, setHeaders: setCaching })
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') && !path.startsWith('/api') && extname(path) === ''
    if (!isPage) throw new ProblemError('not-found', `${request.method} ${path} is not answered here`)
    return isBuilt ? reply.sendFile('index.html') : sayNotBuilt(reply)
  })
}

function sayNotBuilt(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain; charset=utf-8').send(notBuilt)
}

/** The names of files in `assets` change with their content; the page that names them must always be asked for. */
function setCaching(reply: FastifyReply, path: string): void {
  const isHashed = /[\\/]assets[\\/]/.test(path)
  void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
}
