import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'

type Listed = { readonly id: string }

type SteadyScroll = {
  readonly element: RefObject<HTMLDivElement | null>
  readonly onScroll: () => void
  readonly isAtTop: boolean
  /** How many events came in above since the reader left the top. */
  readonly newCount: number
  readonly toTop: () => void
  /** Brings an event into view if it is not. */
  readonly reveal: (id: string) => void
}

/**
 * Keeps what is being read where it is while events arrive above it. At the very top, new ones appear by themselves.
 * @param rowHeight of every row, CSS pixels
 */
export function useSteadyScroll(events: readonly Listed[], rowHeight: number): SteadyScroll {
  const element = useRef<HTMLDivElement>(null)
  const anchor = useRef<{ readonly id: string; readonly index: number }>(undefined)
  const [newestSeen, setNewestSeen] = useState<string>()
  const latest = useRef(events)

  useLayoutEffect(() => {
    latest.current = events
    const scroll = element.current
    const held = anchor.current
    if (scroll === null || held === undefined) return
    const index = events.findIndex(({ id }) => id === held.id)
    if (index < 0 || index === held.index) return
    anchor.current = { id: held.id, index }
    scroll.scrollTop += (index - held.index) * rowHeight
  }, [events, rowHeight])

  const onScroll = useCallback(() => {
    const scrollTop = element.current?.scrollTop ?? 0
    const index = Math.floor(scrollTop / rowHeight)
    const first = latest.current[index]
    const atTop = scrollTop < rowHeight / 2
    anchor.current = atTop || first === undefined ? undefined : { id: first.id, index }
    setNewestSeen((seen) => (atTop ? undefined : (seen ?? latest.current[0]?.id)))
  }, [rowHeight])

  const toTop = useCallback(() => element.current?.scrollTo({ top: 0 }), [])

  const reveal = useCallback(
    (id: string) => {
      const scroll = element.current
      const index = latest.current.findIndex((event) => event.id === id)
      if (scroll === null || index < 0) return
      const top = index * rowHeight
      if (top < scroll.scrollTop) scroll.scrollTop = top
      const bottom = top + rowHeight
      if (bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = bottom - scroll.clientHeight
    },
    [rowHeight],
  )

  const newCount = Math.max(0, newestSeen === undefined ? 0 : events.findIndex(({ id }) => id === newestSeen))
  return { element, onScroll, isAtTop: newestSeen === undefined, newCount, toTop, reveal }
}
