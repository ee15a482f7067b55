import { describe, expect, it } from 'vitest'
import { beginRecord } from '../../collector/store/fold.ts'
import { checkEvent } from '../../wire/codec.ts'
import type { EventDraft } from '../../wire/event.ts'
import { usualLabel, withoutUsual } from '../../wire/usual.ts'
import { eventDraft } from '../event-message.ts'

const seen = { track: 1, score: 0.5, box: [0, 0, 1, 1] as [number, number, number, number] }

describe('what a message leaves out', () => {
  it.each([
    ['Human', undefined, 'person'],
    ['Vehicle', 'Truck', 'truck'],
    ['Vehicle', undefined, 'vehicle'],
    ['Bicycle', undefined, 'bicycle'],
  ])('is the label of %s %s: %s', (name, vehicleType, label) => {
    expect(usualLabel({ class: name, ...(vehicleType !== undefined && { vehicleType }) })).toBe(label)
  })

  it('is the clock that is right, and nothing else, in the same order', () => {
    const object = { ...seen, class: 'Human', label: 'person' }
    const short = withoutUsual(eventDraft({ clock: 'ntp', object }))
    const { label: _, ...rest } = object
    expect(short.object).toEqual(rest)
    expect(Object.keys(short)).toEqual(Object.keys(eventDraft()).filter((key) => key !== 'clock'))
  })

  it.each<Partial<EventDraft>>([
    { clock: 'ntp', object: { ...seen, class: 'Human', label: 'person' } },
    { clock: 'rtc', object: { ...seen, class: 'Animal', label: 'dog' } },
    { clock: 'none', object: { ...seen, class: 'Vehicle', vehicleType: 'Car', label: 'car' } },
    { clock: 'ntp', object: { ...seen, class: 'Vehicle', vehicleType: 'TwoWheeler', label: 'motorbike' } },
  ])('is known to who stores it: %j', (changes) => {
    const draft = eventDraft(changes)
    const place = { v: 1, agent: 'box-7', boot: 1, seq: 1 }
    const records = [draft, withoutUsual(draft)].map((sent) =>
      beginRecord('site-1', checkEvent({ ...place, ...sent }), 0),
    )
    expect(records[1]).toEqual(records[0])
    expect(records[1]).toMatchObject({ clock: draft.clock, label: draft.object?.label })
  })

  it('is nothing of an event without an object', () => {
    const { object: _, ...draft } = eventDraft({ clock: 'rtc' })
    expect(withoutUsual(draft)).toEqual(draft)
  })
})
