import { stringify } from 'yaml'
import { EventPayload } from '../../wire/event.ts'
import { MediaAddress, Sha256 } from '../../wire/event-media.ts'
import { eventTypePattern, namePattern } from '../../wire/topics.ts'
import { type JsonSchema, toJsonSchema } from './json-schema.ts'

const patternWords = new Map([
  [namePattern, 'a–z, 0–9 and inner hyphens, at most 48'],
  [eventTypePattern, 'lower-case words joined by dots'],
  [toJsonSchema(Sha256).pattern, '64 hexadecimal digits'],
  [toJsonSchema(MediaAddress).pattern, '64 hexadecimal digits or 43 of base64url'],
  [toJsonSchema(EventPayload.properties.id).pattern, 'UUIDv7'],
])

/** What may stand there, in words: `integer, 1 to 64`. */
export function typeWords(schema: JsonSchema): string {
  const { type, items, minItems, maxItems } = schema
  if (schema.const !== undefined) return flow(schema.const)
  if (schema.enum !== undefined) return alternatives(schema.enum.map(flow))
  if (schema.anyOf !== undefined) return alternatives(schema.anyOf.map(typeWords))
  if (type === 'array' && items) {
    const length = range(minItems, maxItems)
    return ['list of', length, length !== '' && items.enum ? 'of' : '', itemWords(items)].filter(Boolean).join(' ')
  }
  return [type ?? 'anything', limits(schema)].filter(Boolean).join(', ')
}

function itemWords(items: JsonSchema): string {
  if (items.type === 'object' || items.anyOf !== undefined) return 'objects'
  if (items.items) return `lists, each ${typeWords(items).replace(/^list of /, '')}`
  return items.enum === undefined ? `${items.type ?? 'values'}s${bracketed(limits(items))}` : typeWords(items)
}

function bracketed(words: string): string {
  return words === '' ? '' : ` (${words})`
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function limits({ minimum, exclusiveMinimum, maximum, minLength, maxLength, pattern }: JsonSchema): string {
  if (exclusiveMinimum !== undefined) return `above ${count(exclusiveMinimum)}`
  if (minimum !== undefined || maximum !== undefined) return range(minimum, known(maximum))
  if (pattern !== undefined) return patternWords.get(pattern) ?? `as \`${pattern}\``
  const length = range(minLength === 1 ? undefined : minLength, maxLength)
  if (length === '') return minLength === 1 ? 'not empty' : ''
  return `${length} characters`
}

/** Limits that only say "a number that JSON can carry" or "a date that JavaScript knows" help nobody. */
function known(maximum: number | undefined): number | undefined {
  return maximum !== undefined && maximum < 1e15 ? maximum : undefined
}

function range(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && least === most) return count(least)
  if (least !== undefined && most !== undefined) return `${count(least)} to ${count(most)}`
  if (most !== undefined) return `at most ${count(most)}`
  return least === undefined ? '' : `at least ${count(least)}`
}

function count(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 3 })
}

/** A value on one line, as YAML that is JSON where they differ least. */
export function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim()
}

/** A table in Markdown; a cell that holds nothing is a dash. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|') || '–').join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}
