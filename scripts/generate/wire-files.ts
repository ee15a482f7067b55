/** Beside the contract: JSON Schemas, AsyncAPI, the reference page. */
import { wireVersion } from '../../wire/version.ts'
import { asyncApi } from './asyncapi.ts'
import { formatJson } from './format-json.ts'
import { type JsonSchema, toJsonSchema } from './json-schema.ts'
import { type Message, messages } from './messages.ts'
import { wirePage } from './wire-page.ts'

/** Path → text. */
export function wireFiles(): Record<string, string> {
  const schemas = messages.map((message) => [`wire/schema/${message.name}.json`, formatJson(payloadSchema(message))])
  return {
    ...(Object.fromEntries(schemas) as Record<string, string>),
    'wire/asyncapi.yaml': asyncApi(messages),
    'wire/README.md': wirePage(messages),
  }
}

function payloadSchema({ name, title, schema, isList }: Message): JsonSchema {
  const { $id: _, title: __, ...one } = toJsonSchema(schema)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:watchpost:wire:v${wireVersion}:${name}`,
    title,
    ...(isList ? { type: 'array', items: one } : one),
  }
}
