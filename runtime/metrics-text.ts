/** The text format of Prometheus, version 0.0.4. */

export type Sample = readonly [labels: string, value: number]

export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8'

/** One number that only grows. */
export function counter(name: string, help: string, value: number): string {
  return family(name, 'counter', help, [['', value]])
}

/** All samples of one name. */
export function family(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}
