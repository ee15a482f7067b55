import type { TSchema } from 'typebox'

/** JSON Schema 2020-12, as far as our schemas use it. */
export type JsonSchema = {
  $schema?: string
  $id?: string
  title?: string
  description?: string
  type?: string
  const?: string | number | boolean
  enum?: (string | number | boolean)[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  exclusiveMaximum?: number
  items?: JsonSchema | false
  prefixItems?: JsonSchema[]
  minItems?: number
  maxItems?: number
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean
  anyOf?: JsonSchema[]
  default?: unknown
}

/**
 * A TypeBox schema as plain JSON Schema that is read alike under draft-07 (AsyncAPI) and 2020-12 (everybody else): unions of
 * constants are enumerations, and tuples of one kind are arrays of fixed length.
 */
export function toJsonSchema(schema: TSchema): JsonSchema {
  return simplify(JSON.parse(JSON.stringify(schema)) as TypeBoxSchema)
}

type TypeBoxSchema = Omit<JsonSchema, 'items' | 'properties' | 'anyOf'> & {
  items?: TypeBoxSchema | TypeBoxSchema[]
  properties?: Record<string, TypeBoxSchema>
  anyOf?: TypeBoxSchema[]
  additionalItems?: false
}

function simplify({ items, properties, anyOf, additionalItems: _, ...rest }: TypeBoxSchema): JsonSchema {
  if (anyOf !== undefined) return { ...rest, ...union(anyOf.map(simplify)) }
  if (properties !== undefined) return { ...rest, properties: mapValues(properties, simplify) }
  if (Array.isArray(items)) return { ...rest, ...tuple(items.map(simplify)) }
  if (items !== undefined) return { ...rest, items: simplify(items) }
  return rest.enum === undefined ? rest : { type: 'string', ...rest }
}

function union(branches: JsonSchema[]): JsonSchema {
  const constants = branches.map((branch) => branch.const).filter((value) => value !== undefined)
  const type = branches[0]?.type
  if (type === undefined || constants.length < branches.length) return { anyOf: branches }
  return { type, enum: constants }
}

function tuple(items: JsonSchema[]): JsonSchema {
  const [first] = items
  const length = { minItems: items.length, maxItems: items.length }
  if (first !== undefined && items.every((item) => JSON.stringify(item) === JSON.stringify(first))) {
    return { items: first, ...length }
  }
  return { prefixItems: items, items: false, ...length }
}

/** The schema with a function applied to every schema in it, innermost first. */
export function mapSchema(schema: JsonSchema, change: (inner: JsonSchema) => JsonSchema): JsonSchema {
  const into = (inner: JsonSchema): JsonSchema => mapSchema(inner, change)
  const { items, properties, anyOf } = schema
  return change({
    ...schema,
    ...(items && { items: into(items) }),
    ...(properties && { properties: mapValues(properties, into) }),
    ...(anyOf && { anyOf: anyOf.map(into) }),
  })
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
