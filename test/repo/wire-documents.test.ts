import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { messages } from '../../scripts/generate/messages.ts'
import { type Bytes, encode, parse, splitReplay } from '../../wire/codec.ts'
import { parseTopic } from '../../wire/topics.ts'
import { read, trackedFiles } from './tracked-files.ts'

const parsers: Readonly<Record<string, (payload: Bytes) => unknown>> = {
  ...parse,
  'collector-state': parse.collectorState,
  'command-clip': parse.clipCommand,
  'reply-clip': parse.clipReply,
  replay: (payload) => splitReplay(payload).map((element) => parse.event(encode(element))),
}

const ajv = new Ajv2020({ strict: true, allErrors: false })

function codecTakes(name: string, value: unknown): boolean {
  try {
    parsers[name]?.(encode(value))
    return true
  } catch {
    return false
  }
}

/** The example with one thing about it changed, for each of its fields. */
function* variants(value: unknown): Generator<unknown> {
  yield* [undefined, null, true, -1, 0, 1.5, 2, 1e16, '', 'x', 'Đ', 'a'.repeat(600), [], [1], {}]
  if (Array.isArray(value)) {
    yield [...(value as unknown[]), ...(value as unknown[])]
    for (const [index, item] of value.entries()) for (const odd of variants(item)) yield value.with(index, odd)
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, fieldOfTheFuture: 1 }
    for (const [key, item] of Object.entries(value)) for (const odd of variants(item)) yield { ...value, [key]: odd }
  }
}

describe.each(messages)('the JSON Schema of $name', ({ name, example }) => {
  const path = `wire/schema/${name}.json`
  const validate = ajv.compile(JSON.parse(read(path)) as object)

  it('takes the example, as wire/codec does', () => {
    expect(validate(example), JSON.stringify(validate.errors)).toBe(true)
    expect(codecTakes(name, example)).toBe(true)
  })

  it('agrees with wire/codec about every small change to it', () => {
    const sent = [...variants(example)].map((value) => JSON.stringify(value)).filter((text) => text !== undefined)
    const verdicts = sent
      .map((text) => JSON.parse(text) as unknown)
      .map((value) => [validate(value), codecTakes(name, value)])
    expect(sent.filter((_, index) => verdicts[index]?.[0] !== verdicts[index]?.[1])).toEqual([])
    expect(verdicts.some(([taken]) => taken)).toBe(true)
    expect(verdicts.some(([taken]) => !taken)).toBe(true)
  })
})

describe('wire/README.md', () => {
  const blocks = read('wire/README.md').matchAll(/^Example, on `(.+)`:\n\n```json\n([\s\S]+?)```$/gm)
  const examples = [...blocks].map(([, topic = '', json = '']) => ({ topic, json }))

  it('has an example of every message', () => {
    expect(examples.map(({ topic }) => parseTopic(topic)?.kind).sort()).toEqual(messages.map(({ name }) => name).sort())
  })

  it.each(examples)('the example on $topic is a message of that topic', ({ topic, json }) => {
    const parsed = parseTopic(topic)
    expect(() => parsers[parsed?.kind ?? '']?.(encode(JSON.parse(json)))).not.toThrow()
    const { agent, camera, type } = JSON.parse(json) as Record<string, unknown>
    // What the topic says, the message need not.
    if (parsed?.kind === 'event') expect({ agent, camera, type }).toEqual({})
    if (parsed?.kind === 'command-clip') expect([camera, type]).toEqual(['gate', 'line.crossed'])
  })

  it('explains every field', () => {
    expect([...read('wire/README.md').matchAll(/^\| `(.+?)` \|.*\| – \|$/gm)].map(([line]) => line)).toEqual([])
  })
})

describe('wire/asyncapi.yaml', () => {
  const document = parseYaml(read('wire/asyncapi.yaml')) as {
    channels: Record<string, { address: string }>
    components: { messages: Record<string, { payload: { $ref: string } }> }
  }

  it('has the topics that wire/topics parses', () => {
    const levels: Record<string, string> = { type: 'line.crossed' }
    const kinds = Object.entries(document.channels).map(([name, { address }]) => {
      const topic = address.replace(/\{(\w+)\}/g, (_, level: string) => levels[level] ?? 'name-1')
      return [name, parseTopic(topic)?.kind]
    })
    expect(kinds).toEqual(messages.map(({ name }) => [name, name]))
  })

  it('refers to schemas that are there', () => {
    const files = Object.values(document.components.messages).map(({ payload }) => payload.$ref.replace('./', 'wire/'))
    expect(files.filter((file) => !trackedFiles.includes(file))).toEqual([])
  })
})
