import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { Outbox, StoredMessage } from '../../../agent/outbox/outbox.ts'
import { projectRoot } from '../../../runtime/project.ts'
import { chainLink } from '../../../wire/chain.ts'
import { parse } from '../../../wire/codec.ts'
import type { EventDraft, EventMessage } from '../../../wire/event.ts'
import { hexAddress } from '../../../wire/media-address.ts'
import { withoutUsual } from '../../../wire/usual.ts'
import { eventDraft } from '../../event-message.ts'
import { sentEvent } from '../../sent-event.ts'
import { all, drafts, events, folder, holes, newFile, open, seqs, startedAt } from './opened.ts'

describe('openOutbox', () => {
  it('counts starts by the time in milliseconds and three digits of chance, and up where the clock does not go on', async () => {
    const file = newFile()
    const boots: number[] = []
    for (const now of [startedAt, startedAt, startedAt + 60_000, 0]) {
      const outbox = open(file, now)
      boots.push(outbox.boot)
      await outbox.close()
    }
    expect(boots).toEqual([1_795_362_000_123_000, 1_795_362_000_123_001, 1_795_362_060_123_000, 1_795_362_060_123_001])
  })

  it('begins at 1 when the box does not know the time', () => {
    expect(open(newFile(), 0).boot).toBe(1)
  })

  it('counts other boots than a twin: a new one of the same moment, and a copy, both without a clock', async () => {
    const chances = [0.123, 0.124]
    const startAll = (files: readonly string[], now: number): Outbox[] =>
      files.map((file, index) => open(file, now, { random: () => chances[index] as number }))
    expect(startAll([newFile(), newFile()], startedAt).map(({ boot }) => boot)).toEqual([
      1_795_362_000_123_123, 1_795_362_000_123_124,
    ])
    const file = newFile()
    const original = open(file)
    await original.close()
    const copy = newFile()
    copyFileSync(file, copy)
    expect(startAll([file, copy], 0).map(({ boot }) => boot - original.boot)).toEqual([124, 125])
  })

  it('numbers messages without a gap, whatever is deleted and however often it starts', async () => {
    const file = newFile()
    let outbox = open(file)
    await outbox.append(drafts(3))
    expect(seqs(all(outbox))).toEqual([1, 2, 3])
    outbox.acknowledge(outbox.boot, [[1, 3]])
    await outbox.close()
    outbox = open(file)
    expect(outbox.status()).toEqual({ depth: 0, nextSeq: 4 })
    await outbox.append(drafts(2))
    expect(all(outbox).map(({ seq, boot }) => [seq, boot])).toEqual([
      [4, outbox.boot],
      [5, outbox.boot],
    ])
  })

  it('keeps the bytes that will be sent, and their topic', async () => {
    const outbox = open(newFile())
    await outbox.append([eventDraft()])
    const [stored] = all(outbox)
    expect(stored?.topic).toBe('watchpost/v1/harbour/box-7/event/gate/zone.entered')
    const { camera: _, type: __, ...said } = withoutUsual(eventDraft())
    expect(parse.event(stored?.payload as Buffer)).toEqual({ boot: outbox.boot, seq: 1, ...said })
    expect(sentEvent(stored as StoredMessage)).toMatchObject({ agent: 'box-7', camera: 'gate', type: 'zone.entered' })
  })

  it('says first of all what is said of each start', async () => {
    const file = newFile()
    const started = () => eventDraft({ camera: 'agent', type: 'agent.started', at: 0 })
    const first = open(file, startedAt, { started })
    await first.append(drafts(1))
    await first.close()
    const second = open(file, startedAt + 1, { started })
    await second.append(drafts(1))
    expect(events(second).map(({ seq, boot, type }) => [seq, boot, type])).toEqual([
      [1, first.boot, 'agent.started'],
      [2, first.boot, 'zone.entered'],
      [3, second.boot, 'agent.started'],
      [4, second.boot, 'zone.entered'],
    ])
  })

  it('names pictures in fewer letters than their hashes have', async () => {
    const outbox = open(newFile())
    const sha256 = 'ab'.repeat(32)
    const clip = { sha256, at: 1, durationMs: 2, bytes: 3 }
    await outbox.append([eventDraft({ media: { snapshot: sha256, thumbnail: sha256, clip } })])
    const { media } = events(outbox)[0] as EventMessage
    expect(media?.snapshot).toHaveLength(43)
    expect(
      [media?.snapshot, media?.thumbnail, media?.clip?.sha256].map((address) => hexAddress(address ?? '')),
    ).toEqual([sha256, sha256, sha256])
  })

  it('opens no second file for one that is a folder, and says which', () => {
    expect(() => open(folder)).toThrow(`outbox: opening ${folder}`)
  })
})

describe('append', () => {
  it('resolves when another process can read the rows', async () => {
    const file = newFile()
    const outbox = open(file)
    await outbox.append(drafts(2))
    const other = new Database(file, { readonly: true })
    expect(other.prepare('SELECT count(*) FROM message').pluck().get()).toBe(2)
    other.close()
  })

  it('writes what comes together in one transaction, in the order of the calls', async () => {
    const outbox = open(newFile())
    const commits: number[][] = []
    outbox.onCommit((messages) => commits.push(messages.map(({ at }) => at)))
    const order: number[] = []
    await Promise.all(
      [7, 5, 6].map(async (at) => {
        await outbox.append([eventDraft({ at }), eventDraft({ at: at * 10 })])
        order.push(at)
      }),
    )
    expect(commits).toEqual([[7, 70, 5, 50, 6, 60]])
    expect(order).toEqual([7, 5, 6])
    expect(all(outbox).map(({ at }) => at)).toEqual([7, 70, 5, 50, 6, 60])
  })

  it('refuses what does not fit the contract by name and writes what came with it', async () => {
    const outbox = open(newFile())
    const bad = eventDraft({ type: 'zone.exited', object: { ...eventDraft().object, score: 2 } as never })
    await expect(outbox.append([eventDraft({ at: 1 }), bad, eventDraft({ at: 2 })])).rejects.toThrow(
      /outbox: zone.exited .* of camera gate does not fit the contract/,
    )
    expect(events(outbox).map(({ at, type }) => (type === 'outbox.lost' ? type : at))).toEqual([1, 2, 'outbox.lost'])
    expect(holes(outbox)).toEqual([{ seq: 4, lost: { cause: 'invalid', from: 3, to: 3 } }])
  })

  it('chains each message to the one before, over starts and acknowledgements', async () => {
    const file = newFile()
    const earlier = open(file)
    await earlier.append(drafts(2))
    const [, second] = all(earlier)
    earlier.acknowledge(earlier.boot, [[1, 2]])
    await earlier.close()
    const outbox = open(file)
    await outbox.append(drafts(1))
    await outbox.append(drafts(1))
    const [third, fourth] = all(outbox)
    expect(parse.event(second?.payload as Buffer).prev).toMatch(/^[\w-]{11}$/)
    expect(parse.event(third?.payload as Buffer).prev).toBe(chainLink(second?.payload as Buffer))
    expect(parse.event(fourth?.payload as Buffer).prev).toBe(chainLink(third?.payload as Buffer))
  })

  it('loses nothing that it acknowledged, and no number, when the process is killed', {
    timeout: 120_000,
  }, async () => {
    const file = newFile()
    const written = new Set<number>()
    for (const lines of [40, 333]) {
      for (const number of await appendUntilKilled(file, lines)) written.add(number)
    }
    const outbox = open(file)
    const stored = all(outbox)
    expect(written.size).toBeGreaterThan(300)
    expect(seqs(stored)).toEqual(stored.map((_, index) => index + 1))
    const onDisk = new Set(stored.map(({ at }) => at))
    expect([...written].filter((number) => !onDisk.has(number))).toEqual([])
  })
})

describe('acknowledge', () => {
  it('deletes ranges of its boot only, and counts what is left', async () => {
    const file = newFile()
    const earlier = open(file)
    await earlier.append(drafts(3))
    await earlier.close()
    const outbox = open(file)
    await outbox.append(drafts(5))
    outbox.acknowledge(outbox.boot, [
      [1, 4],
      [7, Number.MAX_SAFE_INTEGER],
    ])
    expect(seqs(all(outbox))).toEqual([1, 2, 3, 5, 6])
    outbox.acknowledge(earlier.boot, [[2, 2]])
    outbox.acknowledge(earlier.boot, [[2, 2]])
    expect(seqs(outbox.pending(1, 2))).toEqual([3, 5])
    expect(outbox.status()).toEqual({ depth: 4, nextSeq: 9, oldestAt: 0 })
    await outbox.close()
    expect(open(file).status().depth).toBe(4)
  })
})

describe('events that were open when the process ended', () => {
  const id = (last: string) => `0190b5c8-7b1e-7cc3-98c4-dc0c0c0739${last}`
  const start = (last: string, at: number, changes: Partial<EventDraft> = {}) =>
    eventDraft({ id: id(last), phase: 'start', at, media: { snapshot: 'a'.repeat(64) }, ...changes })

  it('are ended at the last time that is known from disk', async () => {
    const file = newFile()
    const outbox = open(file)
    await outbox.append([start('01', 100), start('02', 200), start('03', 300, { dwellMs: 30_000 }), start('04', 400)])
    await outbox.append([eventDraft({ id: id('02'), phase: 'end', at: 900 }), eventDraft({ id: id('05'), at: 1 })])
    await outbox.append([eventDraft({ id: id('04'), phase: 'update', at: 700 })])
    outbox.touch([id('01'), id('02'), id('03')], 5_000)
    outbox.touch([id('01')], 4_000)
    await outbox.close()

    const restarted = open(file)
    const ends = restarted.pending(7, 10).map(sentEvent)
    const facts = ends.map((end) => [end.id.slice(-2), end.phase, end.at, end.dwellMs, end.reason, end.boot, end.media])
    const { boot } = restarted
    expect(facts).toEqual([
      ['04', 'end', 700, 300, 'agent-restart', boot, undefined],
      ['01', 'end', 4_000, 3_900, 'agent-restart', boot, undefined],
      ['03', 'end', 5_000, 34_700, 'agent-restart', boot, undefined],
    ])
    await restarted.close()
    expect(open(file).status().nextSeq).toBe(11)
  })

  it('end as what they were last said to be, without what only their start says', async () => {
    const file = newFile()
    const outbox = open(file)
    const { object } = eventDraft()
    const crowd = { type: 'zone.crowded', object: undefined, count: 5, severity: 'high', zone: 'yard' } as const
    const { object: _, ...started } = start('02', 100, crowd as never)
    await outbox.append([start('01', 100), started])
    const other = { ...object, class: 'Animal' } as NonNullable<typeof object>
    const { object: __, ...grown } = { ...started, phase: 'update', at: 300, count: 9 } as EventDraft
    await outbox.append([eventDraft({ id: id('01'), phase: 'update', at: 200, object: other }), grown])
    await outbox.close()
    const ends = open(file).pending(4, 10).map(sentEvent)
    expect(ends.map(({ at, object, count, dwellMs }) => [at, object?.class, count, dwellMs])).toEqual([
      [200, 'Animal', undefined, 100],
      [300, undefined, 9, undefined],
    ])
    expect(ends.map(({ severity, zone }) => severity ?? zone)).toEqual([undefined, undefined])
  })
})

describe('close', () => {
  it('writes what still waits', async () => {
    const file = newFile()
    const outbox = open(file)
    const waiting = outbox.append(drafts(1_300))
    await outbox.close()
    await waiting
    expect(open(file).status().depth).toBe(1_300)
  })
})

/**
 * Kills the program as soon as it has said so many times that something is written.
 * @returns what it said was written
 */
async function appendUntilKilled(file: string, lines: number): Promise<number[]> {
  const program = join(projectRoot, 'test', 'agent', 'outbox', 'appender.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, file, `${lines}000000`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (output.split('\n').length > lines) child.kill('SIGKILL')
  })
  await once(child, 'close')
  // The last line may be torn.
  return output.split('\n').slice(0, -1).map(Number)
}
