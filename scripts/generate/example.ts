import type { JsonSchema } from './json-schema.ts'
import { flow, typeWords } from './words.ts'

/** The value of an optional key that is not switched off. */
export type Written = { readonly written: unknown }

/**
 * A config file with every key of a schema: its description, its range, its default. An optional key is switched off by a `#`
 * at its front, if its value is not `Written`. What one entry of a list explains, the entries after it leave out.
 * @param values what stands there instead of defaults, and the lists that have something in them
 * @throws Error for a key that has neither default nor value
 */
export function exampleFile(head: readonly string[], schema: JsonSchema, values: object): string {
  const keys = Object.keys(schema.properties ?? {}).map((key) => entry(schema, values, key, '', key).join('\n'))
  return `${head.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n')}\n\n${keys.join('\n\n')}\n`
}

/** The lines of one key, its comment first. */
function entry(parent: JsonSchema, values: object, key: string, indent: string, path: string): string[] {
  const schema = parent.properties?.[key] ?? {}
  const given = (values as Record<string, unknown>)[key]
  const value = (isWritten(given) ? given.written : given) ?? schema.default
  if (value === undefined) throw new Error(`generate: ${path} has neither a default nor a value in the examples`)
  const isOptional = !parent.required?.includes(key) && !isWritten(given)
  const lines = keyLines(schema, value, key, indent, path)
  return [`${indent}# ${comment(schema)}`, ...(isOptional ? lines.map(switchOff) : lines)]
}

function keyLines(schema: JsonSchema, value: unknown, key: string, indent: string, path: string): string[] {
  if (schema.properties !== undefined) {
    return [`${indent}${key}:`, ...block(schema, value as object, `${indent}  `, path)]
  }
  const { items } = schema
  if (Array.isArray(value) && value.length > 0 && items && (items.properties ?? items.anyOf) !== undefined) {
    const explained = new Set<string>()
    const objects = (value as object[]).map((item) =>
      listItem(unexplained(branchOf(items, item), item, explained), item, indent, `${path}[]`),
    )
    return [`${indent}${key}:`, ...objects.flat()]
  }
  return [`${indent}${key}: ${flow(value)}`]
}

function block(schema: JsonSchema, values: object, indent: string, path: string): string[] {
  return Object.keys(schema.properties ?? {}).flatMap((key) => entry(schema, values, key, indent, `${path}.${key}`))
}

/** The dash goes before the first key that is no comment. */
function listItem(schema: JsonSchema, values: object, indent: string, path: string): string[] {
  const lines = block(schema, values, `${indent}    `, path)
  const first = lines.findIndex((line) => !line.trimStart().startsWith('#'))
  return lines.map((line, index) => {
    if (index < first) return line.slice(2)
    return index === first ? `${indent}  - ${line.trimStart()}` : line
  })
}

/** The branch of a union that has the `type` of the value. */
function branchOf(schema: JsonSchema, value: object): JsonSchema {
  const { type } = value as { type?: unknown }
  return schema.anyOf?.find(({ properties }) => properties?.type?.const === type) ?? schema
}

/** The schema with the keys that have a value here, and those that no entry before has explained. */
function unexplained(schema: JsonSchema, values: object, explained: Set<string>): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).filter(([key, inner]) => {
    const words = `${key} ${JSON.stringify(inner)}`
    const isNew = !explained.has(words)
    explained.add(words)
    return isNew || key in values
  })
  return { ...schema, properties: Object.fromEntries(properties) }
}

function isWritten(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && 'written' in value
}

function comment(schema: JsonSchema): string {
  const { description = '', type } = schema
  const isRanged = type === 'integer' || type === 'number' || schema.enum !== undefined
  return isRanged ? `${description} (${typeWords(schema)})` : description
}

function switchOff(line: string): string {
  const text = line.trimStart()
  return text.startsWith('#') ? line : `${line.slice(0, line.length - text.length)}#${text}`
}
