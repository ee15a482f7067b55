export type Close = () => Promise<void> | void

export type Closing = {
  /** Registers what must be closed; the last registered is closed first. */
  add(name: string, close: Close): void
  /**
   * Closes everything in reverse order; resolves when all is really closed. One that fails does not keep the others open.
   * @throws AggregateError with every failure
   */
  close(): Promise<void>
}

/** The life cycle of a composition root: open in order, close in reverse. */
export function createClosing(): Closing {
  const open: { name: string; close: Close }[] = []
  return {
    add(name, close) {
      open.push({ name, close })
    },
    async close() {
      const failures: unknown[] = []
      for (let item = open.pop(); item !== undefined; item = open.pop()) {
        const { name, close } = item
        try {
          await close()
        } catch (error) {
          failures.push(new Error(`closing ${name}`, { cause: error }))
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'not everything closed')
    },
  }
}

/** Aborts on the first SIGINT or SIGTERM; a second one ends the process at once. */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.kill(process.pid, 'SIGKILL')
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // A program that was started by another of ours does not outlive it.
  process.once('disconnect', () => controller.abort())
  return controller.signal
}

/** Resolves when the signal aborts; at once when it has. */
export function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
}
