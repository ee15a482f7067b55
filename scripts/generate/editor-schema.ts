import type { TSchema } from 'typebox'
import { type JsonSchema, mapSchema, toJsonSchema } from './json-schema.ts'

/** Where `${NAME}` may stand instead of a value: in any string, so that an editor cannot judge it. */
const environment = '\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}'

/** What an editor checks a config file against: as the program does, before defaults and environment are filled in. */
export function editorSchema(title: string, schema: TSchema): JsonSchema {
  const relaxed = mapSchema(toJsonSchema(schema), (inner) => allowEnvironment(requireWithoutDefault(inner)))
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...relaxed }
}

function requireWithoutDefault({ required, ...schema }: JsonSchema): JsonSchema {
  const missing = (required ?? []).filter((key) => schema.properties?.[key]?.default === undefined)
  return missing.length === 0 ? schema : { ...schema, required: missing }
}

function allowEnvironment(schema: JsonSchema): JsonSchema {
  if (schema.pattern !== undefined) {
    const { maxLength: _, ...rest } = schema
    return { ...rest, pattern: `${schema.pattern}|${environment}` }
  }
  if (schema.type !== 'string' || schema.enum === undefined) return schema
  const { type, enum: values, ...rest } = schema
  return {
    ...rest,
    anyOf: [
      { type, enum: values },
      { type, pattern: environment },
    ],
  }
}
