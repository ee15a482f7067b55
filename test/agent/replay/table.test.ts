import { describe, expect, it } from 'vitest'
import { tableRow } from '../../../agent/replay/table.ts'
import { en } from '../../../agent/replay/words-en.ts'
import { vi } from '../../../agent/replay/words-vi.ts'
import type { EventMessage } from '../../../wire/event.ts'
import { eventMessage } from '../../event-message.ts'

const startAt = new Date(2026, 10, 22, 8).getTime()

/** Cells are apart by two spaces or more. */
function cells(words: typeof en, changes: Partial<EventMessage>, start: number | undefined = undefined) {
  return tableRow(eventMessage(changes), { startAt: start, words })
    ?.trim()
    .split(/\s{2,}/)
}

describe('a row about a message', () => {
  it.each([
    [en, ['0:06.2', 'Line crossed, in', 'gate', 'Person #1 87 %']],
    [vi, ['0:06.2', 'Băng qua vạch, chiều vào', 'gate', 'Người #1 87%']],
  ])('says when, what, which rule and who', (words, wanted) => {
    expect(cells(words, { at: 6_200, type: 'line.crossed', rule: 'gate', direction: 'in' })).toEqual(wanted)
  })

  it('says how long what is over lasted, and why it is over', () => {
    const end = { at: 20_000, phase: 'end', dwellMs: 13_800, reason: 'left' } as const
    expect(cells(en, end)?.at(-1)).toBe('13.8 s, left')
    expect(cells(vi, end)?.slice(1, 2)).toEqual(['Hết: Vào vùng'])
    expect(cells(vi, end)?.at(-1)).toBe('13,8 giây, đã rời đi')
  })

  it('says what was measured and counted', () => {
    const speed = { type: 'speed.exceeded', speed: { kmh: 61.5, errorKmh: 4 }, severity: 'high' } as const
    expect(cells(vi, speed)?.at(-1)).toBe('mức cao, 61,5 ± 4,0 km/h')
    const counts = [{ class: 'Vehicle', vehicleType: 'Car', in: 3, out: 2 }]
    expect(cells(en, { type: 'count.interval', counts })?.at(-1)).toBe('Car: 3 in, 2 out')
  })

  it('has the date as well when it is known', () => {
    expect(cells(en, { at: startAt + 6_200 }, startAt)?.slice(0, 2)).toEqual(['2026-11-22 08:00:06', '0:06.2'])
  })

  it('shows what it has no words for as it is', () => {
    const odd = eventMessage({
      type: 'new.thing',
      object: { track: 1, class: 'Robot', label: 'r', score: 1, box: [0, 0, 1, 1] },
    })
    expect(tableRow(odd, { startAt: undefined, words: vi })).toMatch(/new\.thing .* Robot #1 100%$/)
  })

  it('is left out for news about an event that goes on', () => {
    expect(tableRow(eventMessage({ phase: 'update' }), { startAt: undefined, words: en })).toBeUndefined()
  })
})

describe('the words', () => {
  it('are about the same things in both languages', () => {
    expect(Object.keys(vi.names)).toEqual(Object.keys(en.names))
    expect(Object.keys(vi).sort()).toEqual(Object.keys(en).sort())
  })
})
