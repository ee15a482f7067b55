import type { JsonSchema } from './json-schema.ts'
import { flow, typeWords } from './words.ts'

/**
 * A config file with every key of a schema: its description, its range, its default. An optional key is switched off by a `#`
 * at its front.
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
  const value = (values as Record<string, unknown>)[key] ?? schema.default
  if (value === undefined) throw new Error(`generate: ${path} has neither a default nor a value in the examples`)
  const isOptional = !parent.required?.includes(key)
  const lines = keyLines(schema, value, key, indent, path)
  return [`${indent}# ${comment(schema)}`, ...(isOptional ? lines.map(switchOff) : lines)]
}

function keyLines(schema: JsonSchema, value: unknown, key: string, indent: string, path: string): string[] {
  if (schema.properties !== undefined) {
    return [`${indent}${key}:`, ...block(schema, value as object, `${indent}  `, path)]
  }
  const { items } = schema
  if (Array.isArray(value) && value.length > 0 && items && (items.properties ?? items.anyOf) !== undefined) {
    const objects = (value as object[]).map((item) => listItem(branchOf(items, item), item, indent, `${path}[]`))
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

function comment(schema: JsonSchema): string {
  const { description = '', type } = schema
  const isRanged = type === 'integer' || type === 'number' || schema.enum !== undefined
  return isRanged ? `${description} (${typeWords(schema)})` : description
}

function switchOff(line: string): string {
  const text = line.trimStart()
  return text.startsWith('#') ? line : `${line.slice(0, line.length - text.length)}#${text}`
}
