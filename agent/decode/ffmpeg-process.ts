/** ffmpeg as a child of ours: its command line is written elsewhere. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import type { Readable } from 'node:stream'
import { SourceError } from './source-error.ts'

/** How long ffmpeg may take to say goodbye to a camera before it is killed. */
const goodbyeMs = 1_000

/**
 * Starts ffmpeg with so many pipes that it writes to, its standard output and error among them.
 * @throws SourceError when it is not installed or cannot be started
 */
export async function startFfmpeg(args: readonly string[], pipes: number, input: 'ignore' | 'pipe' = 'ignore') {
  const stdio = [input, ...Array.from({ length: pipes - 1 }, () => 'pipe' as const)]
  const child = spawn('ffmpeg', args, { stdio, windowsHide: true })
  const exited = waitForExit(child)
  // Its streams are there only when the process is.
  await once(child, 'spawn').catch((error: unknown) => {
    throw startFailure(error)
  })
  const close = async (): Promise<void> => {
    // A process that waits for us to read does not hear a signal.
    for (const pipe of child.stdio.slice(1)) (pipe as Readable).resume()
    child.kill('SIGTERM')
    const killing = setTimeout(() => child.kill('SIGKILL'), goodbyeMs)
    await exited
    clearTimeout(killing)
  }
  const { stdio: streams, stdin, pid } = child
  return {
    stdio: streams,
    stdin,
    pid,
    stdout: child.stdout as Readable,
    stderr: child.stderr as Readable,
    exited,
    close,
  }
}

/** Frames that are analysed do not wait for it. */
export function setLowPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already.
  }
}

export function startFailure(error: unknown): SourceError {
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
  const sentence = isMissing
    ? 'ffmpeg was not found; install it: sudo apt-get install ffmpeg'
    : 'ffmpeg could not be started; is the machine out of memory or processes?'
  return new SourceError(isMissing ? 'no-ffmpeg' : 'failed', sentence, '', { cause: error })
}

function waitForExit(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(signal === null ? `code ${code}` : `signal ${signal}`))
  })
}
