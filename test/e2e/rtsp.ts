/** A real RTSP camera for tests: `rtsp-server.py` as a child process. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

type RtspServerOptions = {
  /** An mp4 with H.264. */
  readonly clip: string
  /** Repeats the clip without an end. */
  readonly loop?: boolean
  /** All clients see the same, as with a camera; otherwise each sees the clip from its start. */
  readonly isShared?: boolean
  readonly user?: string
  readonly password?: string
  /** 0 or absent: a free one. */
  readonly port?: number
}

export type RtspServer = {
  /** Without user and password. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** SIGKILL, as when somebody pulls the plug; resolves when the process is gone. */
  stop(): Promise<void>
}

// GStreamer's bindings are Debian's: a Python of another origin that comes first in PATH does not see them.
const python = ['python3', '/usr/bin/python3'].find(
  (path) => spawnSync(path, ['-c', "import gi; gi.require_version('GstRtspServer', '1.0')"]).status === 0,
)

/** Whether this machine can serve RTSP; prints why tests are skipped when it cannot. */
export const hasRtspServer = python !== undefined

if (!hasRtspServer) {
  console.warn('skipped: no RTSP server; apt-get install gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-rtsp')
}

/** Serves the clip in real time, to each client from its start. */
export async function startRtspServer({
  clip,
  loop,
  isShared,
  user,
  password,
  port = 0,
}: RtspServerOptions): Promise<RtspServer> {
  const script = fileURLToPath(new URL('./rtsp-server.py', import.meta.url))
  const args = [script, '--file', clip, '--port', String(port)]
  if (loop === true) args.push('--loop')
  if (isShared === true) args.push('--shared')
  if (user !== undefined) args.push('--user', user, '--password', password ?? '')
  const child = spawn(python ?? 'python3', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const line = await Promise.race([firstLine(createInterface({ input: child.stdout })), exited.then(() => undefined)])
  if (line === undefined) throw new Error('rtsp-server.py ended before it was ready; it says why above')
  const ready = JSON.parse(line) as { port: number; url: string }
  return {
    ...ready,
    pid: child.pid as number,
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function firstLine(lines: AsyncIterable<string>): Promise<string | undefined> {
  for await (const line of lines) return line
  return undefined
}
