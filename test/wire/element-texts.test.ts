import { describe, expect, it } from 'vitest'
import { elementTexts } from '../../wire/element-texts.ts'

describe('the texts of the elements of an array', () => {
  it.each([
    ['[]', []],
    [' [ \n ] ', []],
    ['[1]', ['1']],
    [' [ 1 , null,true ] ', ['1', 'null', 'true']],
    ['[{"a":1,"b":[1,2]},{"c":{"d":[]}}]', ['{"a":1,"b":[1,2]}', '{"c":{"d":[]}}']],
    ['[[1,2],[],[[3]]]', ['[1,2]', '[]', '[[3]]']],
    ['["a,b","]","}",""]', ['"a,b"', '"]"', '"}"', '""']],
    ['["\\"","\\\\","a\\\\\\",b"]', ['"\\""', '"\\\\"', '"a\\\\\\",b"']],
    ['[{"a\\"]":"[{\\\\"},"Cổng chính"]', ['{"a\\"]":"[{\\\\"}', '"Cổng chính"']],
  ])('of %s are as they stand in it', (text, elements) => {
    expect(elementTexts(text)).toEqual(elements)
    expect(elementTexts(text).map((element) => JSON.parse(element) as unknown)).toEqual(JSON.parse(text))
  })
})
