import { expect, it } from 'vitest'
import type { MediaKind } from '../../../agent/media/media-folder.ts'
import { createTurns } from '../../../agent/media/turns.ts'

const pieceBytes = 256_000

/** What is sent in so many steps while these wait: pictures of 50 kB, pieces of a clip. */
function send(steps: number, waiting: (step: number) => readonly MediaKind[], turns = createTurns(pieceBytes)) {
  const bytes: Record<MediaKind, number> = { thumbnail: 0, snapshot: 0, clip: 0 }
  const order: string[] = []
  for (let step = 0; step < steps; step += 1) {
    const kind = turns.order().find((candidate) => waiting(step).includes(candidate))
    if (kind === undefined) continue
    const size = kind === 'clip' ? pieceBytes : 50_000
    bytes[kind] += size
    order.push(kind)
    turns.sent(kind, size)
  }
  return { bytes, order }
}

it('gives clips a quarter of a link that pictures would fill, and pictures the first turn', () => {
  const { bytes, order } = send(1_000, () => ['snapshot', 'clip'])
  expect(order.slice(0, 15)).not.toContain('clip')
  expect(bytes.clip / (bytes.clip + bytes.snapshot)).toBeCloseTo(0.25, 1)
})

it('gives clips all that pictures leave', () => {
  expect(
    send(20, (step) => (step % 5 === 0 ? ['thumbnail', 'clip'] : ['clip'])).order.filter((kind) => kind === 'clip'),
  ).toHaveLength(16)
})

it('owes clips no more than one piece after a day of pictures alone', () => {
  const turns = createTurns(pieceBytes)
  send(10_000, () => ['snapshot'], turns)
  expect(send(10, () => ['snapshot', 'clip'], turns).order.filter((kind) => kind === 'clip')).toHaveLength(1)
})
