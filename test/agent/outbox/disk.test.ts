import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Outbox } from '../../../agent/outbox/outbox.ts'
import { projectRoot } from '../../../runtime/project.ts'
import { parse } from '../../../wire/codec.ts'
import { all, drafts, events, folder, holes, newFile, open, seqs, startedAt } from './opened.ts'

describe('a damaged file', () => {
  const damages: [string, (file: string) => void][] = [
    [
      'of random bytes',
      (file) => writeFileSync(file, Buffer.from(Array.from({ length: 9_000 }, (_, i) => (i * 37) % 251))),
    ],
    ['that was cut off', (file) => truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096)],
    ['that was emptied', (file) => truncateSync(file, 0)],
    ['with a page of zeros', (file) => writeFileSync(file, Buffer.alloc(4096), { flag: 'r+' })],
  ]
  it.each(damages)('%s is set aside and the box starts again', async (_, damage) => {
    const file = newFile()
    const earlier = open(file)
    await earlier.append(drafts(200))
    await earlier.close()
    damage(file)
    const outbox = open(file, startedAt + 60_000)
    expect(outbox.setAside).toMatch(/\.damaged-2026-11-2\dT/)
    expect(existsSync(outbox.setAside as string)).toBe(true)
    expect(outbox.boot).toBe(earlier.boot + 60_000_000)
    await outbox.append(drafts(1))
    const [hole, after] = events(outbox)
    expect(hole).toMatchObject({ type: 'outbox.lost', lost: { cause: 'damaged' } })
    expect(hole?.prev).toBeUndefined()
    expect(after?.prev).toHaveLength(11)
    expect(after?.seq).toBe((hole?.seq ?? 0) + 1)
    expect(readdirSync(folder).filter((name) => name.includes('damaged')).length).toBeGreaterThan(0)
  })

  it('is declared with the numbers that were in it, where they can still be read, and numbers go on after them', async () => {
    const file = newFile()
    const earlier = open(file)
    await earlier.append(drafts(300))
    earlier.acknowledge(earlier.boot, [[1, 40]])
    await earlier.close()
    breakIndexOf(file)
    const outbox = open(file, startedAt - 3_600_000)
    expect(outbox.setAside).toBeDefined()
    expect(outbox.boot).toBe(earlier.boot + 1)
    await outbox.append(drafts(1))
    expect(seqs(all(outbox))).toEqual([301, 302])
    expect(holes(outbox)).toEqual([{ seq: 301, lost: { cause: 'damaged', from: 41, to: 300 } }])
  })

  it('with messages that cannot be read is declared without numbers, and numbers go on after them', async () => {
    const file = newFile()
    const earlier = open(file)
    await earlier.append(drafts(300))
    await earlier.close()
    breakMessages(file)
    const outbox = open(file, startedAt + 60_000)
    await outbox.append(drafts(1))
    expect(seqs(all(outbox))).toEqual([301, 302])
    expect(holes(outbox)).toEqual([{ seq: 301, lost: { cause: 'damaged' } }])
  })

  it('is declared with the holes that were declared in it and not delivered', async () => {
    const file = newFile()
    let outbox = open(file)
    await outbox.append(drafts(300))
    outbox.acknowledge(outbox.boot, [[1, 40]])
    for (const lastSeq of [300, 301]) {
      await outbox.close()
      breakIndexOf(file)
      outbox = open(file)
      expect(holes(outbox)).toEqual([{ seq: lastSeq + 1, lost: { cause: 'damaged', from: 41, to: lastSeq } }])
    }
  })

  it('that is gone though its outbox was in use is declared, and a new box declares nothing', async () => {
    const file = newFile()
    const earlier = open(file)
    await earlier.append(drafts(20))
    expect(holes(earlier)).toEqual([])
    await earlier.close()
    rmSync(file)
    expect(holes(open(file, startedAt + 60_000))).toEqual([{ seq: 1, lost: { cause: 'damaged' } }])
  })

  it('that breaks while it is used is set aside at once', async () => {
    const file = newFile()
    const outbox = open(file)
    await outbox.append(drafts(300))
    const { boot } = outbox
    const other = new Database(file)
    other.pragma('wal_checkpoint(TRUNCATE)')
    other.close()
    writeFileSync(file, Buffer.alloc(statSync(file).size - 8192, 0xff), { flag: 'r+' })
    await Promise.all([outbox.append(drafts(1)), vi.waitFor(() => expect(outbox.setAside).toBeDefined())])
    expect(outbox.boot).toBeGreaterThan(boot)
    expect(holes(outbox)).toEqual([{ seq: 301, lost: { cause: 'damaged', from: 1, to: 300 } }])
    expect(seqs(all(outbox))).toEqual([301, 302])
  })
})

/** Damages a page that only the check of the file reads: everything else in it can be read. */
function breakIndexOf(file: string): void {
  const db = new Database(file)
  db.exec('CREATE INDEX fragile ON message (at)')
  const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'fragile'").pluck().get() as number
  db.close()
  const bytes = readFileSync(file)
  bytes.fill(0xff, (page - 1) * 4096, page * 4096)
  writeFileSync(file, bytes)
}

/** Writes a page of messages over the next: each can be read, and only their order tells. */
function breakMessages(file: string): void {
  const db = new Database(file)
  const leaves = db.prepare("SELECT pageno FROM dbstat WHERE name = 'message' AND pagetype = 'leaf' ORDER BY path")
  const [from = 0, to = 0] = leaves.pluck().all() as number[]
  db.close()
  const bytes = readFileSync(file)
  bytes.copy(bytes, (to - 1) * 4096, (from - 1) * 4096, from * 4096)
  writeFileSync(file, bytes)
}

describe('a disk that refuses', () => {
  /** Another process decides whether inserts are refused, as a full disk would refuse them. */
  function openOnFullDisk(): { outbox: Outbox; makeRoom: () => void; fill: () => void } {
    const file = newFile()
    const outbox = open(file, startedAt, { maxWaiting: 2_000 })
    const blocker = new Database(file)
    blocker.exec(`
      CREATE TABLE room (free INTEGER); INSERT INTO room VALUES (1);
      CREATE TRIGGER full BEFORE INSERT ON message WHEN (SELECT free FROM room) = 0
      BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END;`)
    const set = (free: number) => blocker.prepare('UPDATE room SET free = ?').run(free)
    return { outbox, makeRoom: () => set(1), fill: () => set(0) }
  }

  it('keeps events in memory, says why, and writes them by itself, in order', async () => {
    const { outbox, makeRoom, fill } = openOnFullDisk()
    await outbox.append(drafts(1))
    fill()
    const first = outbox.append(drafts(700, { rule: 'first' }))
    const second = outbox.append(drafts(700, { rule: 'second' }))
    await vi.waitFor(() => expect(outbox.status().failure).toContain('disk is full'))
    expect(outbox.status()).toMatchObject({ depth: 1401, nextSeq: 2 })
    makeRoom()
    await Promise.all([first, second])
    expect(outbox.status()).toEqual({ depth: 1401, nextSeq: 1402, oldestAt: 0 })
    const rules = all(outbox).map(({ payload }) => parse.event(payload).rule)
    expect(rules.indexOf('second')).toBe(701)
    expect(rules.lastIndexOf('first')).toBe(700)
  })

  it('refuses new events only when memory is full, and counts them', async () => {
    const { outbox, makeRoom, fill } = openOnFullDisk()
    fill()
    const waiting = outbox.append(drafts(1_999))
    await expect(outbox.append(drafts(2))).rejects.toThrow('2 events are lost')
    await vi.waitFor(() => expect(outbox.status().failure).toMatch(/disk is full; 2 are lost$/))
    makeRoom()
    await waiting
    await vi.waitFor(() => expect(outbox.status().depth).toBe(2_000))
    await outbox.append(drafts(1))
    expect(holes(outbox)).toEqual([{ seq: 2_002, lost: { cause: 'disk', from: 2_000, to: 2_001 } }])
    expect(seqs(all(outbox)).at(-1)).toBe(2_003)
    expect(outbox.status().failure).toBeUndefined()
  })

  it('says on closing how many events it takes along', async () => {
    const { outbox, fill } = openOnFullDisk()
    fill()
    void outbox.append(drafts(3))
    await expect(outbox.close()).rejects.toThrow(/disk is full; 3 events are lost/)
    await expect(outbox.append(drafts(1))).rejects.toThrow('outbox: it is closed')
  })
})

describe('a file that another agent uses', () => {
  it('is refused, naming the folder, and is free again when that one has closed it', async () => {
    const file = newFile()
    const first = open(file)
    await first.append(drafts(1))
    expect(() => open(file)).toThrow(`outbox: ${folder} is in use by another agent; stop that one`)
    await first.append(drafts(1))
    await first.close()
    expect(seqs(all(open(file)))).toEqual([1, 2])
  })

  it('is refused across processes, and free again when the other was killed', async () => {
    const file = newFile()
    const other = startConfined(file)
    await other.reaches(({ depth }) => depth > 0)
    expect(() => open(file)).toThrow('is in use by another agent')
    await other.kill()
    expect(open(file).status().depth).toBeGreaterThan(0)
  })
})

/** As a full disk would, but without a disk: the kernel refuses the process every byte of a file beyond a limit. */
const limiter = '/usr/bin/prlimit'
const canConfine = process.platform === 'linux' && existsSync(limiter)

if (!canConfine) console.warn(`skipped: a disk without room needs Linux and ${limiter} (util-linux)`)

describe.skipIf(!canConfine)('a disk without room', () => {
  it('is noticed and said, and written again when there is room, without a gap', async () => {
    const file = newFile()
    const agent = startConfined(file)
    await agent.reaches(({ depth }) => depth >= 3)
    agent.confine('1024')
    await agent.reaches(({ failure }) => failure !== undefined)
    const { number } = agent.last()
    await agent.reaches((status) => status.number >= number + 10)
    agent.confine('unlimited')
    await agent.reaches((status) => status.failure === undefined && status.nextSeq > number + 10)
    await agent.kill()
    const outbox = open(file)
    expect(seqs(all(outbox))).toEqual(all(outbox).map((_, index) => index + 1))
    expect(holes(outbox)).toEqual([])
  })

  it('does not keep an agent from starting, and has everything when there is room', async () => {
    const file = newFile()
    const agent = startConfined(file, '0')
    await agent.reaches(({ number, failure }) => number > 20 && failure !== undefined)
    expect(agent.last()).toMatchObject({ nextSeq: 1, failure: expect.stringMatching(/events cannot be written: /) })
    agent.confine('unlimited')
    await agent.reaches(({ nextSeq, failure }) => failure === undefined && nextSeq > 20)
    await agent.kill()
    const outbox = open(file)
    expect(all(outbox).map(({ at }) => at)).toEqual(all(outbox).map((_, index) => index + 1))
  })

  it('is a declared hole after the agent was killed with events in memory', async () => {
    const file = newFile()
    const agent = startConfined(file)
    await agent.reaches(({ depth }) => depth >= 3)
    agent.confine('1024')
    await agent.reaches(({ failure }) => failure !== undefined)
    const { nextSeq } = agent.last()
    const promised = () => Number(readFileSync(`${file}.promised`, 'utf8'))
    await vi.waitFor(() => expect(promised()).toBeGreaterThan(nextSeq), { timeout: 10_000 })
    await agent.kill()
    const to = promised()
    const outbox = open(file)
    expect(holes(outbox)).toEqual([{ seq: to + 1, lost: { cause: 'disk', from: nextSeq, to } }])
    await outbox.close()
    expect(holes(open(file))).toHaveLength(1)
  })
})

type Status = ReturnType<Outbox['status']> & { readonly number: number }

function startConfined(file: string, fileBytes = 'unlimited') {
  const program = join(projectRoot, 'test', 'agent', 'outbox', 'confined-worker.ts')
  const node = [process.execPath, '--import', 'tsx', program, file]
  const command = canConfine ? [limiter, `--fsize=${fileBytes}:unlimited`, ...node] : node
  const child: ChildProcess = spawn(command[0] as string, command.slice(1), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TSX_DISABLE_CACHE: '1' },
  })
  const ended = once(child, 'close')
  let line = ''
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    line = lines.at(-1) ?? line
  })
  const last = (): Status => JSON.parse(line) as Status
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  return {
    last,
    kill,
    confine: (bytes: string) => void execFileSync(limiter, ['--pid', String(child.pid), `--fsize=${bytes}:unlimited`]),
    reaches: (is: (status: Status) => boolean) =>
      vi.waitFor(() => expect(line !== '' && is(last()), line).toBe(true), { timeout: 15_000, interval: 5 }),
  }
}
