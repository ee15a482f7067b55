import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { aborted } from '../../runtime/closing.ts'
import type { SourceInput } from './source-input.ts'

export type AnswerOptions = {
  /** From one look to the next, on average. */
  readonly everyMs: number
  /** A camera that says nothing for so long does not answer. */
  readonly timeoutMs: number
}

const usual: AnswerOptions = { everyMs: 1_000, timeoutMs: 2_000 }
const defaultPorts: Readonly<Record<string, number>> = { 'rtsp:': 554, 'rtsps:': 322, 'http:': 80, 'https:': 443 }

/**
 * Resolves when a camera that did not answer does so again, so that nobody waits out a long pause between two attempts for a camera
 * that is back; else when the signal aborts. It is only greeted, without user or password: attempts that it could count against
 * us are not made more often. One that answers already, and is refused for another reason, is left alone.
 */
export async function answersAgain(
  source: Pick<SourceInput, 'kind' | 'url'>,
  signal: AbortSignal,
  { everyMs, timeoutMs }: AnswerOptions = usual,
): Promise<void> {
  if (source.kind !== 'rtsp' && source.kind !== 'http') return void (await aborted(signal))
  const url = new URL(source.url)
  if (await answers(url, timeoutMs)) return void (await aborted(signal))
  while (!signal.aborted) {
    // Not all agents of a site at once when its power comes back.
    await sleep(everyMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined)
    if (await answers(url, timeoutMs)) return
  }
}

/** A camera that hangs still has a kernel that accepts connections: what speaks RTSP must say something. */
function answers(url: URL, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const socket = connect({ host, port: Number(url.port) || (defaultPorts[url.protocol] as number) })
    const settle = (isThere: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(isThere)
    }
    const timer = setTimeout(() => settle(false), timeoutMs)
    socket.on('error', () => settle(false)).on('close', () => settle(false))
    if (url.protocol !== 'rtsp:') return void socket.once('connect', () => settle(true))
    socket.once('connect', () => socket.write(greetingOf(url))).once('data', () => settle(true))
  })
}

function greetingOf({ host, pathname, search }: URL): string {
  return `OPTIONS rtsp://${host}${pathname}${search} RTSP/1.0\r\nCSeq: 1\r\n\r\n`
}
