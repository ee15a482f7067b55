import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type FileServer = {
  readonly url: string
  /** The `range` header of every request so far; undefined where there was none. */
  readonly ranges: (string | undefined)[]
  close(): Promise<void>
}

/** An HTTP server on a free port that answers each request as the test says; `turn` counts requests from 1. */
export async function openFileServer(
  answer: (response: ServerResponse, turn: number, request: IncomingMessage) => void,
): Promise<FileServer> {
  const ranges: (string | undefined)[] = []
  const server: Server = createServer((request, response) => {
    ranges.push(request.headers.range)
    answer(response, ranges.length, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.onnx`,
    ranges,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers as a proper server of a file does: all of it, or what the range asks for. */
export function serveFile(response: ServerResponse, content: Uint8Array, range: string | undefined): void {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  if (start > 0) {
    response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`)
    response.statusCode = 206
  }
  response.setHeader('content-length', content.length - start)
  response.end(content.subarray(start))
}
