import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { writeDurably } from '../../../agent/media/durable-file.ts'
import { ClipRefusedError } from '../../../agent/recording/clip-refused-error.ts'
import type { ClipWindow, Live } from '../../../agent/recording/clip-window.ts'
import { type ClipsOptions, createClips } from '../../../agent/recording/clips.ts'
import { openPendingClips } from '../../../agent/recording/pending-clips.ts'
import type { Segment } from '../../../agent/recording/segment.ts'
import { createLog } from '../../../runtime/log.ts'
import type { EventDraft } from '../../../wire/event.ts'
import { epoch, temporaryFolder } from './footage.ts'

const rolls = { preRollMs: 2_000, postRollMs: 2_000, maxClipMs: 10_000 }
const idOf = (number: number) => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`
const patience = { timeout: 20_000, interval: 20 }

function draft(number: number, phase: EventDraft['phase'], sinceMs: number): EventDraft {
  return { id: idOf(number), camera: 'gate', type: 'zone.entered', phase, at: epoch + sinceMs, rule: 'yard' }
}

/** A camera that recorded so many seconds in segments of two; what is cut is a file that names its window. */
function start(folder: string, recordedMs: number, over: Partial<ClipsOptions> = {}) {
  const segments: Segment[] = []
  for (let at = epoch; at < epoch + recordedMs; at += 2_000) {
    segments.push({ file: `${at}`, run: 1, at, endAt: at + 2_000, bytes: 1 })
  }
  let now = epoch + recordedMs
  let live: Live | undefined = { run: 1, recordedTo: now }
  const windows: ClipWindow[] = []
  const told: EventDraft[] = []
  const hurried: string[] = []
  const stopping = new AbortController()
  const pending = openPendingClips(join(folder, 'pending'), writeDurably)
  const clips = createClips({
    ring: { segments: () => segments },
    live: () => live,
    rolls,
    pending,
    folder: join(folder, 'cutting'),
    isWanted: ({ type }) => type === 'zone.entered',
    cut(window, file) {
      windows.push(window)
      writeFileSync(file, JSON.stringify(window))
      const at = window.segments[0]?.at ?? 0
      return Promise.resolve({ sha256: `${windows.length}`.repeat(64), at, durationMs: window.to - at, bytes: 1 })
    },
    keep: () => Promise.resolve(),
    hurry: (sha256) => void hurried.push(sha256),
    tell: (update) => Promise.resolve(void told.push(update)),
    now: () => now,
    log: createLog('test', 'silent'),
    signal: stopping.signal,
    ...over,
  })
  const stop = () => {
    stopping.abort()
    return clips.closed
  }
  onTestFinished(stop)
  const record = (untilMs: number) => {
    now = epoch + untilMs
    live = { run: 1, recordedTo: now }
  }
  const end = () => {
    live = undefined
  }
  return { clips, pending, windows, told, hurried, stop, record, end }
}

it('cuts a clip when its post-roll is recorded, names it in an update of the event, and owes nothing then', async () => {
  const folder = temporaryFolder()
  const { clips, windows, told, record, hurried } = start(folder, 10_000)
  clips.follow([draft(1, 'start', 8_000), { ...draft(2, 'start', 8_000), type: 'line.crossed' }])
  clips.follow([draft(1, 'end', 9_000)])
  await vi.waitFor(() => expect(readdirSync(join(folder, 'pending'))).toEqual([`${idOf(1)}.json`]), patience)
  expect(windows).toEqual([])
  record(11_000)
  await vi.waitFor(() => expect(told).toHaveLength(1), patience)
  expect(windows[0]).toMatchObject({ from: epoch + 6_000, to: epoch + 11_000 })
  expect(told[0]).toMatchObject({
    id: idOf(1),
    phase: 'update',
    rule: 'yard',
    media: { clip: { sha256: '1'.repeat(64) } },
  })
  await vi.waitFor(() => expect(readdirSync(join(folder, 'pending'))).toEqual([]), patience)
  expect(clips.status()).toEqual({ pending: 0, cut: 1, failed: 0 })
  expect(hurried).toEqual([])
})

it('shares one clip among events that happen together', async () => {
  const { clips, windows, told } = start(temporaryFolder(), 20_000)
  clips.follow([draft(1, 'pulse', 8_000), draft(2, 'pulse', 9_000)])
  await vi.waitFor(() => expect(told).toHaveLength(2), patience)
  expect(windows).toHaveLength(1)
  expect(new Set(told.map(({ media }) => media?.clip?.sha256)).size).toBe(1)
})

it('cuts after a crash what was owed, leaves out what it cannot read, and clears what was half cut', async () => {
  const folder = temporaryFolder()
  const before = start(folder, 10_000)
  before.clips.follow([draft(1, 'start', 8_000)])
  await vi.waitFor(() => expect(existsSync(join(folder, 'pending', `${idOf(1)}.json`))).toBe(true), patience)
  await before.stop()
  mkdirSync(join(folder, 'cutting'), { recursive: true })
  for (const [name, text] of [
    [`pending/${idOf(2)}.json`, '{"id":'],
    [`pending/${idOf(3)}.json.part`, '{}'],
    ['pending/notes.txt', 'not ours'],
    [`cutting/${idOf(1)}.mp4.part`, 'half a clip'],
  ] as const) {
    writeFileSync(join(folder, name), text)
  }
  const { told, end } = start(folder, 10_000)
  expect(readdirSync(join(folder, 'cutting'))).toEqual([])
  end()
  await vi.waitFor(() => expect(told.map(({ id }) => id)).toEqual([idOf(1)]), patience)
  await vi.waitFor(() => expect(readdirSync(join(folder, 'pending'))).toEqual(['notes.txt']), patience)
})

it('gives up after three attempts, counts it and says so', async () => {
  let attempts = 0
  const { clips, pending, told } = start(temporaryFolder(), 20_000, {
    cut() {
      attempts += 1
      return Promise.reject(new Error('recording: ffmpeg ended with code 1'))
    },
  })
  clips.follow([draft(1, 'pulse', 8_000)])
  await vi.waitFor(() => expect(clips.status()).toEqual({ pending: 0, cut: 0, failed: 1 }), patience)
  expect([attempts, pending.list().length]).toEqual([3, 0])
  expect(told).toMatchObject([{ id: idOf(1), phase: 'update', media: { clipFailure: 'failed' } }])
})

it('tries what must not be made once, and says why there is none', async () => {
  let attempts = 0
  const { clips, told } = start(temporaryFolder(), 20_000, {
    cut() {
      attempts += 1
      return Promise.reject(new ClipRefusedError('nobody-looked', 'privacy: nobody looked'))
    },
  })
  clips.follow([draft(1, 'pulse', 8_000), draft(2, 'pulse', -90_000)])
  await vi.waitFor(() => expect(clips.status()).toEqual({ pending: 0, cut: 0, failed: 2 }), patience)
  expect(attempts).toBe(1)
  expect(told.map(({ id, media }) => [id, media?.clipFailure]).sort()).toEqual([
    [idOf(1), 'nobody-looked'],
    [idOf(2), 'not-recorded'],
  ])
})

it('cuts what somebody asks for while the recording reaches back to it, and hurries that', async () => {
  const { clips, told, hurried, pending } = start(temporaryFolder(), 20_000)
  const asked = (number: number, sinceMs: number) => {
    const { id, camera } = draft(number, 'pulse', 0)
    return clips.request({ id, camera, type: 'speed.exceeded', startAt: epoch + sinceMs, endAt: epoch + sinceMs })
  }
  expect([asked(1, 8_000), asked(2, -60_000), asked(3, -1_000)]).toEqual(['requested', 'gone', 'gone'])
  expect(pending.list().map(({ id }) => id)).toEqual([idOf(1)])
  await vi.waitFor(() => expect(told).toHaveLength(1), patience)
  expect(told[0]).toMatchObject({ id: idOf(1), type: 'speed.exceeded', phase: 'update' })
  expect(hurried).toEqual([told[0]?.media?.clip?.sha256])
})
