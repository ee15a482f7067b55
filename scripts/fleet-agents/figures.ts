/** A quantile of unsorted numbers, 0 of none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0
}

export function milliseconds(values: readonly number[]): string {
  return [0.5, 0.95, 0.99].map((q) => quantile(values, q).toFixed(quantile(values, q) < 10 ? 1 : 0)).join(' / ')
}

export function perSecond(count: number, ms: number): number {
  return ms <= 0 ? 0 : Math.round((count / ms) * 1_000)
}

/** A number as people read it: 12,345. */
export function grouped(value: number): string {
  return value.toLocaleString('en-GB')
}

export function table(rows: readonly (readonly [what: string, figure: string])[]): string {
  return ['| what | figure |', '|---|---|', ...rows.map(([what, figure]) => `| ${what} | ${figure} |`)].join('\n')
}
