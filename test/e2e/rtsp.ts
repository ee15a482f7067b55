/** A real RTSP camera for tests: `rtsp-server.py` as a child process. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

type RtspServerOptions = {
  /** An mp4. */
  readonly clip: string
  /** What is in it; H.264 when not given. */
  readonly codec?: 'h264' | 'h265'
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
  /** Shows another clip of the same codec, also to those who watch; of a looping one. Resolves when the first of them sees it. */
  show(clip: string): Promise<void>
  /** Asked of those who come from now on. */
  setPassword(password: string): void
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
  codec = 'h264',
  loop,
  isShared,
  user,
  password,
  port = 0,
}: RtspServerOptions): Promise<RtspServer> {
  const script = fileURLToPath(new URL('./rtsp-server.py', import.meta.url))
  const args = [script, '--file', clip, '--codec', codec, '--port', String(port)]
  if (loop === true) args.push('--loop')
  if (isShared === true) args.push('--shared')
  if (user !== undefined) args.push('--user', user, '--password', password ?? '')
  const child = spawn(python ?? 'python3', args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const order = (what: object): void => void child.stdin.write(`${JSON.stringify(what)}\n`)
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const nextLine = async () => (await once(lines, 'line'))[0] as string
  const line = await Promise.race([nextLine(), exited.then(() => undefined)])
  if (line === undefined) throw new Error('rtsp-server.py ended before it was ready; it says why above')
  const ready = JSON.parse(line) as { port: number; url: string }
  return {
    ...ready,
    pid: child.pid as number,
    async show(file) {
      const shown = nextLine()
      order({ file })
      await Promise.race([shown, exited])
    },
    setPassword: (password) => order({ password }),
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
