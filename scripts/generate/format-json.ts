const lineWidth = 120

/** JSON as the formatter of this repository leaves it: a list that fits stays on its line, an object never does. */
export function formatJson(value: unknown): string {
  return `${write(value, '', 0)}\n`
}

/** @param used characters of the line that stand before and after the value */
function write(value: unknown, indent: string, used: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const deeper = `${indent}  `
  if (Array.isArray(value)) {
    const inline = writeInline(value)
    if (inline !== undefined && used + inline.length <= lineWidth) return inline
    const items = value.map((item) => `${deeper}${write(item, deeper, deeper.length + 1)}`)
    return `[\n${items.join(',\n')}\n${indent}]`
  }
  const fields = Object.entries(value).map(([key, item]) => {
    const before = `${deeper}${JSON.stringify(key)}: `
    return `${before}${write(item, deeper, before.length + 1)}`
  })
  return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${indent}}`
}

function writeInline(items: unknown[]): string | undefined {
  const parts = items.map((item) => {
    if (Array.isArray(item)) return writeInline(item)
    return typeof item === 'object' && item !== null ? undefined : JSON.stringify(item)
  })
  return parts.includes(undefined) ? undefined : `[${parts.join(', ')}]`
}
