/** What a control room writes in a month: thirty incidents an hour, of ten events each, half of them with a note. */

import { openReader } from '../../collector/store/database.ts'
import { createReadingRows, type ReadingMark } from '../../collector/store/event-reading.ts'
import { createEntryRows } from '../../collector/store/incident-entries.ts'
import { openIncidents } from '../../collector/store/incident-schema.ts'
import { createIncidentRows } from '../../collector/store/incidents.ts'
import { createRandom, type Random, sizes } from './seed.ts'

const incidentsPerDay = 720
const eventsPerIncident = 10

/** From common to rare: what is written in every third incident, and what in one only. */
const notes: readonly (readonly [share: number, text: (number: number) => string])[] = [
  [0.33, () => 'Đã gọi bảo vệ Cổng Chợ'],
  [0.1, () => 'Xe tải đỗ sai, đã nhắc'],
  [0.05, () => 'Báo động giả do mưa'],
  [0.02, (number) => `Biển số 29A-${10_000 + number}, chuyển công an phường`],
]

/** Texts that are looked for, from common to rare; the last was never written. */
export const askedTexts = ['cong cho', 'xe tai', 'bao dong gia', 'bien so 29a', '29a 1000', 'khong co chu nay'] as const

export function seedIncidents(eventsFile: string, incidentsFile: string): void {
  const events = openReader(eventsFile)
  const db = openIncidents(incidentsFile)
  db.pragma('synchronous = OFF')
  const [rows, entries, random] = [createIncidentRows(db), createEntryRows(db), createRandom(5)]
  const last = events.prepare<[], number>('SELECT max(n) FROM event').pluck().get() ?? 0
  const find = events.prepare<[number, number, number], EventRow>(
    `SELECT id, start_at AS at, site, agent, camera, type FROM event JOIN agent USING (agent_id)
     WHERE n >= ? AND n % 7 = ? ORDER BY n LIMIT ?`,
  )
  const count = sizes.days * incidentsPerDay
  const newest = events.prepare<[], ReadingMark>(
    'SELECT n, id AS eventId, received_at AS receivedAt FROM event ORDER BY n DESC',
  )
  rows.exclusively(() => {
    // As if all of them were grouped.
    const mark = newest.get()
    if (mark !== undefined) createReadingRows(db).setMark(mark)
    for (let number = 0; number < count; number++) {
      const found = find.all(Math.floor((number / count) * last) + 1, number % 7, eventsPerIncident)
      const [first] = found
      if (first === undefined) continue
      const n = rows.insert(
        {
          ...{ id: idOf(number), groupKey: null, kind: 'intrusion', rule: 'intrusion', site: first.site },
          ...{ agent: first.agent, severity: 2, isLate: false, openedAt: first.at, splitFrom: null, steps: [] },
        },
        first.at,
      )
      for (const { id, at, ...place } of found) {
        rows.addMember(n, { eventId: id, at, endAt: at, severity: 2, rule: null, isSuppressed: false, ...place }, false)
      }
      const text = noteOf(random, number)
      if (text !== undefined) entries.add(n, { at: first.at, by: 'lan', what: 'note', text })
    }
  })
  db.close()
  events.close()
}

type EventRow = { id: string; at: number; site: string; agent: string; camera: string; type: string }

function noteOf(random: Random, number: number): string | undefined {
  let left = random()
  for (const [share, text] of notes) {
    left -= share
    if (left < 0) return text(number)
  }
  return undefined
}

function idOf(number: number): string {
  return `01900000-0000-7000-9000-${number.toString(16).padStart(12, '0')}`
}
