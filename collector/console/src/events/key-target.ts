const steps: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

/**
 * The event that a key asks for, newest first in `events`: a step from the one that is shown, or the newest.
 * @returns its id; the shown one again at either end; undefined for another key, or when there is no event
 */
export function keyTarget(
  key: string,
  events: readonly { readonly id: string }[],
  shownId: string | undefined,
): string | undefined {
  if (key === 'Home') return events[0]?.id
  const step = steps[key]
  if (step === undefined) return undefined
  const at = events.findIndex(({ id }) => id === shownId)
  if (at < 0) return events[0]?.id
  return (events[at + step] ?? events[at])?.id
}
