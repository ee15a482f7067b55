import { describe, expect, it } from 'vitest'
import { toRanges } from '../../wire/ack.ts'
import { checkEvent, encode, maxMessageBytes, parse, splitReplay, type WireError } from '../../wire/codec.ts'
import { eventMessage } from '../event-message.ts'

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return (error as WireError).code
  }
  return 'nothing thrown'
}

describe('codec', () => {
  it('reads back an event message and keeps fields that it does not know', () => {
    const message = { ...eventMessage({ seq: 3 }), somethingNewer: { a: 1 } }
    expect(parse.event(encode(message))).toEqual(message)
  })

  it('says which kind of wrong a payload is', () => {
    expect(codeOf(() => parse.event(Buffer.from('{')))).toBe('not-json')
    expect(codeOf(() => parse.event(Buffer.from([0x22, 0xff, 0x22])))).toBe('not-json')
    expect(codeOf(() => parse.event(encode({ ...eventMessage(), v: 2 })))).toBe('unknown-version')
    expect(codeOf(() => parse.event(encode({ ...eventMessage(), seq: 0 })))).toBe('invalid')
    expect(codeOf(() => parse.event(Buffer.alloc(maxMessageBytes + 1, 0x20)))).toBe('too-large')
    expect(codeOf(() => splitReplay(encode({ not: 'an array' })))).toBe('invalid')
  })

  it('names the field that does not fit', () => {
    expect(() => checkEvent({ ...eventMessage(), camera: 'No Such Name' })).toThrow(/\/camera/)
    expect(() => checkEvent({ ...eventMessage(), object: { ...eventMessage().object, box: [0, 0, 2, 1] } })).toThrow(
      /\/object\/box\/2/,
    )
  })
})

describe('toRanges', () => {
  it.each([
    [[], []],
    [[5], [[5, 5]]],
    [
      [3, 1, 2, 2, 7, 8, 10],
      [
        [1, 3],
        [7, 8],
        [10, 10],
      ],
    ],
  ])('%j becomes %j', (seqs, ranges) => {
    expect(toRanges(seqs)).toEqual(ranges)
  })
})
