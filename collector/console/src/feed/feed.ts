import type { FeedMessages } from '../../../../wire/rest.ts'

export type FeedListener = {
  /** @param isResumed whether what was missed meanwhile is told now, or `onGap` called */
  readonly onOpen: (isResumed: boolean) => void
  /** Some of what was missed is not told. */
  readonly onGap: () => void
  readonly onLost: () => void
  readonly onMessage: <Name extends keyof FeedMessages>(name: Name, data: FeedMessages[Name]) => void
}

export type Feed = {
  /** Connects anew at once, whatever the browser thinks of the connection. */
  restart(): void
  close(): void
}

const firstPauseMs = 1_000
const longestPauseMs = 5_000

/**
 * Keeps the live feed open. A browser's EventSource gives up for good on an answer like 502, so every failure is
 * retried here, with growing pauses and jitter so that a whole control room does not return in the same second.
 */
export function openFeed(url: string, listener: FeedListener): Feed {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let pauseMs = firstPauseMs
  /** Of the newest message; a browser keeps it for its own reconnects only. */
  let lastId = ''

  const connect = (): void => {
    const resumed = lastId
    source = new EventSource(resumed === '' ? url : `${url}?lastEventId=${encodeURIComponent(resumed)}`)
    source.onopen = () => {
      pauseMs = firstPauseMs
      listener.onOpen(resumed !== '')
    }
    source.addEventListener('gap', ({ lastEventId }: MessageEvent<string>) => {
      lastId = lastEventId
      listener.onGap()
    })
    source.onerror = () => {
      disconnect()
      listener.onLost()
      timer = setTimeout(connect, pauseMs * (0.5 + Math.random() / 2))
      pauseMs = Math.min(longestPauseMs, pauseMs * 2)
    }
    listen(source, 'event')
    listen(source, 'agent')
    listen(source, 'incident')
  }

  const listen = (of: EventSource, name: keyof FeedMessages): void => {
    of.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
      lastId = lastEventId
      listener.onMessage(name, JSON.parse(data) as FeedMessages[typeof name])
    })
  }

  const disconnect = (): void => {
    clearTimeout(timer)
    source?.close()
  }

  connect()
  return {
    restart: () => {
      disconnect()
      pauseMs = firstPauseMs
      connect()
    },
    close: disconnect,
  }
}
