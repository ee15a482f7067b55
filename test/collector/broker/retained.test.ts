import { describe, expect, it } from 'vitest'
import { createRetained } from '../../../collector/broker/retained.ts'

const topics = ['a', 'a/b', 'a/b/c', 'a/x/c', 'b', '/a', 'a//c', '$SYS/x']

function matching(filter: string): string[] {
  const retained = createRetained<string>()
  for (const topic of topics) retained.keep(topic, topic)
  return [...retained.matching(filter)].sort()
}

describe('retained messages', () => {
  it.each([
    ['a/b', ['a/b']],
    ['a/+', ['a/b']],
    ['a/+/c', ['a//c', 'a/b/c', 'a/x/c']],
    ['a/#', ['a', 'a//c', 'a/b', 'a/b/c', 'a/x/c']],
    ['+', ['a', 'b']],
    ['+/+', ['/a', 'a/b']],
    ['/+', ['/a']],
    ['#', ['/a', 'a', 'a//c', 'a/b', 'a/b/c', 'a/x/c', 'b']],
    ['$SYS/#', ['$SYS/x']],
    ['a/b/c/d', []],
    ['x', []],
  ])('that %s matches are %j', (filter, expected) => {
    expect(matching(filter)).toEqual(expected)
  })

  it('are the newest of each topic, and none that is forgotten', () => {
    const retained = createRetained<number>()
    retained.keep('a/b', 1)
    retained.keep('a/b', 2)
    retained.keep('a/b/c', 3)
    expect([...retained.matching('#')]).toEqual([2, 3])
    retained.forget('a/b')
    retained.forget('a/never')
    expect([...retained.matching('#')]).toEqual([3])
    retained.forget('a/b/c')
    expect([...retained.matching('#')]).toEqual([])
  })
})
