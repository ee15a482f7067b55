import { describe, expect, it } from 'vitest'
import { createCommitTimes, metricsText } from '../../collector/metrics.ts'

describe('the figures for monitoring', () => {
  const times = createCommitTimes()
  for (const ms of [0.5, 3, 3, 70, 9_000]) times.add(ms)
  const ok = { ok: true }
  const sources = {
    checks: { broker: { ok: false, reason: 'gone' }, ingest: ok, store: ok, incidents: ok },
    status: { stored: 5, duplicates: 1, quarantined: 0, dropped: 2, queued: 3, oldestMs: 1_500, failure: undefined },
    dropped: 4,
    ungrouped: 0,
    throttled: 6,
    commits: times.read(),
    agents: { online: 2, silent: 1 },
  }

  it('count commits up to each limit, and all of them', () => {
    const lines = metricsText(sources).split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        'watchpost_commit_seconds_bucket{le="0.001"} 1',
        'watchpost_commit_seconds_bucket{le="0.005"} 3',
        'watchpost_commit_seconds_bucket{le="0.1"} 4',
        'watchpost_commit_seconds_bucket{le="5"} 4',
        'watchpost_commit_seconds_bucket{le="+Inf"} 5',
        'watchpost_commit_seconds_count 5',
        'watchpost_up{part="broker"} 0',
        'watchpost_up{part="store"} 1',
        'watchpost_agents{status="silent"} 1',
        'watchpost_messages_dropped_total 6',
        'watchpost_queue_age_seconds 1.5',
      ]),
    )
  })

  it('have one help and one type for each name, and no line that is neither sample nor comment', () => {
    const lines = metricsText(sources).trimEnd().split('\n')
    const described = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ')[2])
    expect(new Set(described).size).toBe(described.length)
    const samples = lines.filter((line) => !line.startsWith('# '))
    expect(samples.filter((line) => !/^watchpost_[a-z_]+(\{[a-z]+="[^"]+"\})? [\d.e+-]+$/.test(line))).toEqual([])
  })

  it('leave out what only the store knows while it does not answer', () => {
    const text = metricsText({ ...sources, status: undefined })
    expect(text).not.toMatch(/stored_total/)
    expect(text).toMatch(/^watchpost_messages_throttled_total 6$/m)
  })
})
