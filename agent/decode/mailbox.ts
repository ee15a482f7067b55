export type Mailbox<T> = {
  put(item: T): void
  /** No more will come; with an error, taking fails once what is left has been taken. The first call counts. */
  finish(error?: Error): void
  /** The oldest item, or undefined when it was the last. One taker at a time. */
  take(): Promise<T | undefined>
  waiting(): number
  /** Items that were overtaken since it was made. */
  dropped(): number
}

/**
 * Between one who puts at any time and one who takes when it is ready. `latest` holds one item, and a newer one takes its
 * place; `all` holds every item, and it is for the putter to slow down by `waiting`.
 */
export function createMailbox<T>(keep: 'latest' | 'all', onOvertaken?: (item: T) => void): Mailbox<T> {
  const items: T[] = []
  let end: { readonly error: Error | undefined } | undefined
  let wake: (() => void) | undefined
  let dropped = 0

  return {
    put(item) {
      if (end !== undefined) return
      if (keep === 'latest' && items.length > 0) {
        const overtaken = items.pop() as T
        dropped += 1
        onOvertaken?.(overtaken)
      }
      items.push(item)
      wake?.()
    },
    finish(error) {
      end ??= { error }
      wake?.()
    },
    async take() {
      while (items.length === 0 && end === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (items.length > 0) return items.shift()
      if (end?.error !== undefined) throw end.error
      return undefined
    },
    waiting: () => items.length,
    dropped: () => dropped,
  }
}
