import { describe, expect, it } from 'vitest'
import { createMailbox } from '../../../agent/decode/mailbox.ts'

describe('a mailbox that keeps the latest', () => {
  it('gives the newest item and counts those that it overtook', async () => {
    const overtaken: number[] = []
    const mailbox = createMailbox<number>('latest', (item) => overtaken.push(item))
    for (const item of [1, 2, 3]) mailbox.put(item)
    expect(await mailbox.take()).toBe(3)
    expect(mailbox.dropped()).toBe(2)
    expect(overtaken).toEqual([1, 2])
  })

  it('drops nothing while the taker is quick', async () => {
    const mailbox = createMailbox<number>('latest')
    const taken = mailbox.take()
    mailbox.put(1)
    expect(await taken).toBe(1)
    mailbox.put(2)
    expect(await mailbox.take()).toBe(2)
    expect(mailbox.dropped()).toBe(0)
  })
})

describe('a mailbox that keeps all', () => {
  it('gives every item in order, then ends', async () => {
    const mailbox = createMailbox<number>('all')
    for (const item of [1, 2, 3]) mailbox.put(item)
    expect(mailbox.waiting()).toBe(3)
    mailbox.finish()
    mailbox.put(4)
    expect([await mailbox.take(), await mailbox.take(), await mailbox.take()]).toEqual([1, 2, 3])
    expect(await mailbox.take()).toBeUndefined()
    expect(mailbox.dropped()).toBe(0)
  })
})

describe('a mailbox that was finished with an error', () => {
  it('gives what is left and then fails with the first error', async () => {
    const mailbox = createMailbox<number>('latest')
    mailbox.put(1)
    mailbox.finish(new Error('first'))
    mailbox.finish(new Error('second'))
    expect(await mailbox.take()).toBe(1)
    await expect(mailbox.take()).rejects.toThrow('first')
  })

  it('wakes the one who waits', async () => {
    const mailbox = createMailbox<number>('latest')
    const taken = mailbox.take()
    mailbox.finish(new Error('gone'))
    await expect(taken).rejects.toThrow('gone')
  })
})
