import { useEffect, useRef } from 'react'

/** Handles a key, as `KeyboardEvent.key` spells it. False leaves the key to the browser. */
type KeyHandler = (key: string) => boolean

/** Listens to keys of the page, except while somebody types or chooses from an open list. */
export function useKeys(handler: KeyHandler): void {
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTaken(event.target)) return
      if (latest.current(event.key)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return target.closest('input, textarea, select, [contenteditable], [role="listbox"], [aria-expanded="true"]') !== null
}
