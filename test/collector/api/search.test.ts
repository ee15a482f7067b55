import { describe, expect, it } from 'vitest'
import { csvHead, csvRow } from '../../../collector/api/event-csv.ts'
import type { EventMessage } from '../../../wire/event.ts'
import type { EventCounts, EventPage, EventRecord } from '../../../wire/rest.ts'
import { connectAgent, event, getJson, startCollector } from '../running.ts'

const evil = '\'; DROP TABLE event; --" OR "1"="1'
const messages: EventMessage[] = Array.from({ length: 700 }, (_, index) =>
  event(index + 1, {
    type: index % 2 === 0 ? 'zone.entered' : 'line.crossed',
    // Every ten minutes from midnight in Vietnam.
    at: Date.parse('2026-03-02T00:00:00+07:00') + index * 600_000,
    ...(index === 3 && { rule: evil, zone: '=HYPERLINK("http://x")' }),
    ...(index % 10 === 0 && { severity: 'high' as const }),
  }),
)

describe('search over HTTP', () => {
  it('takes any mix of filters, several values each, counts, and gives all of it as a file', async () => {
    const { httpUrl, mqttUrl } = await startCollector()
    const agent = await connectAgent(mqttUrl)
    await fetch(`${httpUrl}/api/sites/site-1`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'site', names: { vi: 'Cổng chợ' }, timeZone: 'Asia/Ho_Chi_Minh' }),
    })
    await Promise.all(messages.map((message) => agent.send(message)))
    await expect.poll(agent.acked, { timeout: 60_000 }).toEqual([[1, messages.length]])

    const total = async (query: string): Promise<number> => {
      const { rows } = await getJson<EventCounts>(`${httpUrl}/api/events/counts?${query}`)
      return rows.reduce((sum, row) => sum + row.total, 0)
    }
    await expect.poll(() => total('')).toBe(700)
    expect(await total('type=zone.entered&type=line.crossed&class=Human&site=site-1')).toBe(700)
    expect(await total('severity=high&type=zone.entered')).toBe(70)
    expect(await total('severity=info')).toBe(630)
    expect(await total('timeOfDay=22:00-02:00')).toBe(4 * 24 + 12)
    expect(await total('weekday=1')).toBe(144)
    expect(await total('minScore=0.8&maxScore=0.8&open=false&snapshot=false&maxDurationMs=0')).toBe(700)
    expect(await total('minSpeedKmh=1')).toBe(0)
    for (const key of ['rule', 'zone', 'class']) expect(await total(`${key}=${encodeURIComponent(`${evil}!`)}`)).toBe(0)
    const found = await getJson<EventPage>(`${httpUrl}/api/events?rule=${encodeURIComponent(evil)}&rule=none`)
    expect(found.events.map(({ firstSeq }) => firstSeq)).toEqual([4])

    const from = messages[0]?.at ?? 0
    const days = await getJson<EventCounts>(
      `${httpUrl}/api/events/counts?by=camera&per=day&timeZone=Asia/Ho_Chi_Minh&from=${from}&to=${from + 2 * 86_400_000}`,
    )
    expect(days).toEqual({
      timeZone: 'Asia/Ho_Chi_Minh',
      starts: [from, from + 86_400_000],
      rows: [{ value: 'site-1/agent-1/gate', total: 288, counts: [144, 144] }],
    })

    const lines = (await (await fetch(`${httpUrl}/api/events/export?format=jsonl&severity=high`)).text())
      .trimEnd()
      .split('\n')
    expect(lines.map((line) => (JSON.parse(line) as EventRecord).firstSeq)).toEqual(
      Array.from({ length: 70 }, (_, index) => 691 - index * 10),
    )
    const response = await fetch(`${httpUrl}/api/events/export?format=csv&bom=true`)
    expect(response.headers.get('content-disposition')).toContain('events.csv')
    const bytes = Buffer.from(await response.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const rows = bytes.subarray(3).toString().split('\r\n')
    expect(`${rows[0]}\r\n`).toBe(csvHead)
    expect(rows).toHaveLength(1 + messages.length + 1)
    expect(rows[697]).toContain(`"${evil.replaceAll('"', '""')}"`)
    expect(rows[697]).toContain(`"'=HYPERLINK(""http://x"")"`)
  })
})

describe('a row of CSV', () => {
  it('keeps what would be a formula, a quote or a line from being one', () => {
    const words: [string, string][] = [
      ['plain', 'plain'],
      ['=1+1', "'=1+1"],
      ['+84', "'+84"],
      ['-x', "'-x"],
      ['@SUM(A1)', "'@SUM(A1)"],
      ['\t=1', "'\t=1"],
      ['a,b', '"a,b"'],
      ['a"b', '"a""b"'],
      ['a\r\nb', '"a\r\nb"'],
      ['\r=1', `"'\r=1"`],
      ['Cổng chợ', 'Cổng chợ'],
    ]
    for (const [rule, cell] of words) {
      const row = csvRow({ ...({} as EventRecord), rule, startAt: 0, receivedAt: 0, score: -1 })
      expect(row, rule).toContain(`,-1,${cell},`)
    }
  })
})
