import { describe, expect, it } from 'vitest'
import { createAudience, filterMatches } from '../../../collector/broker/audience.ts'

const names = (audience: ReturnType<typeof createAudience<string>>, topic: string) => {
  const clients = audience.of(topic)
  return clients === undefined ? 'routed' : [...clients]
}

describe('the audience of a topic', () => {
  it('is who subscribes to it, until they unsubscribe or leave', () => {
    const audience = createAudience<string>()
    audience.subscribe('a', ['t/1', 't/2'])
    audience.subscribe('b', ['t/1', 't/1'])
    expect([names(audience, 't/1'), names(audience, 't/2'), names(audience, 't/3')]).toEqual([['a', 'b'], ['a'], []])
    audience.unsubscribe('a', ['t/1'])
    audience.leave('b')
    expect([names(audience, 't/1'), names(audience, 't/2')]).toEqual([[], ['a']])
  })

  it('is left to the broker where a filter with wildcards matches, as long as anybody has it', () => {
    const audience = createAudience<string>()
    expect(names(audience, 't/1')).toEqual([])
    audience.subscribe('a', ['t/#'])
    audience.subscribe('b', ['t/#', 'x/+'])
    expect([names(audience, 't/1'), names(audience, 'x/1/2')]).toEqual(['routed', []])
    audience.leave('a')
    expect(names(audience, 't/1')).toBe('routed')
    audience.unsubscribe('b', ['t/#'])
    expect(names(audience, 't/1')).toEqual([])
  })

  it.each([
    ['a/b', 'a/b', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/+/c', 'a/b/c', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'a', true],
    ['#', 'a/b', true],
    ['+/b', 'a/c', false],
    ['a/b/c', 'a/b', false],
    ['$share/group/a', 'a', true],
  ])('filter %s matches topic %s: %s', (filter, topic, matches) => {
    expect(filterMatches(filter, topic)).toBe(matches)
  })
})
