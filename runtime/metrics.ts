/** Figures for Prometheus, in registries of our own: two programs may run in one process, as they do in tests. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE

/** A figure that somebody else keeps: nothing is counted here, so that nothing can differ from the truth. */
export type Figure<Facts> = {
  readonly kind: 'gauge' | 'counter'
  readonly name: string
  readonly help: string
  /** Of a figure that many have: the name of what tells them apart. */
  readonly label?: string
  /** What is undefined is not known, and left out. */
  readonly of: (facts: Facts) => number | undefined | readonly Sample[]
}

export type Sample = readonly [label: string, value: number | undefined]

export type Metrics = {
  /** For what is counted as it happens. */
  readonly registry: Registry
  /** All figures as they are now, and how the process is. */
  text(): Promise<string>
}

/** @param ask called once for each answer, so that its figures fit each other */
export function createMetrics<Facts>(ask: () => Facts | Promise<Facts>, figures: readonly Figure<Facts>[]): Metrics {
  const registry = new Registry()
  const fill = figures.map((figure) => createFigure(registry, figure))
  return {
    registry,
    async text() {
      const facts = await ask()
      for (const set of fill) set(facts)
      return `${await registry.metrics()}${await processRegistry().metrics()}`
    },
  }
}

function createFigure<Facts>(registry: Registry, { kind, name, help, label, of }: Figure<Facts>) {
  const config = { name, help, labelNames: label === undefined ? [] : [label], registers: [registry] }
  const metric = kind === 'gauge' ? new Gauge(config) : new Counter(config)
  return (facts: Facts): void => {
    metric.reset()
    // Without labels, what is reset says 0; what is not known must say nothing.
    if (label === undefined) metric.remove({})
    const values = of(facts)
    for (const [key, value] of typeof values === 'object' ? values : [['', values] as const]) {
      if (value !== undefined) metric.inc(label === undefined ? {} : { [label]: key }, value)
    }
  }
}

/** 20 times a second: on a box that sees nothing, more often would show in its load. */
const eventLoopEveryMs = 50

let ofProcess: Registry | undefined

/** There is one process, and what prom-client observes it with has no end. */
function processRegistry(): Registry {
  if (ofProcess !== undefined) return ofProcess
  ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess, eventLoopMonitoringPrecision: eventLoopEveryMs })
  return ofProcess
}
