import { describe, expect, it } from 'vitest'
import { createCollectorMetrics } from '../../collector/metrics.ts'

const ok = { ok: true }
const facts = {
  checks: { broker: { ok: false, reason: 'gone' }, ingest: ok, store: ok, incidents: ok, certificate: ok },
  status: { stored: 5, duplicates: 1, quarantined: 0, dropped: 2, queued: 3, oldestMs: 1_500, failure: undefined },
  dropped: 4,
  ungrouped: 0,
  throttled: 6,
  agents: { online: 2, silent: 1 },
  retention: {
    ...{ freeBytes: 4_096, mediaBytes: 700, endedAt: 1_700_000_000_500, isRunning: false, failure: 'disk' },
    erased: new Map([['clips', { count: 3, bytes: 900 }]] as const),
  },
}

describe('the figures for monitoring', () => {
  it('count commits up to each limit, and all of them', async () => {
    const metrics = createCollectorMetrics(() => Promise.resolve(facts))
    for (const ms of [0.5, 3, 3, 70, 9_000]) metrics.committed(ms)
    const lines = (await metrics.text()).split('\n')
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
        'watchpost_retention_deleted_total{class="clips"} 3',
        'watchpost_retention_deleted_total{class="events"} 0',
        'watchpost_retention_deleted_bytes_total{class="clips"} 900',
        'watchpost_retention_failed 1',
        'watchpost_retention_last_run_seconds 1700000000',
        'watchpost_media_bytes 700',
        'watchpost_database_free_bytes 4096',
      ]),
    )
  })

  it('are what others count, also when somebody asks again', async () => {
    let stored = 5
    const ask = () => Promise.resolve({ ...facts, agents: { online: 1 }, status: { ...facts.status, stored } })
    const metrics = createCollectorMetrics(ask)
    await metrics.text()
    stored = 7
    expect(await metrics.text()).toMatch(/^watchpost_messages_stored_total 7$/m)
  })

  it('forget an agent that stands otherwise now', async () => {
    let agents: Record<string, number> = { silent: 1 }
    const metrics = createCollectorMetrics(() => Promise.resolve({ ...facts, agents }))
    expect(await metrics.text()).toMatch(/status="silent"/)
    agents = { online: 1 }
    expect(await metrics.text()).not.toMatch(/status="silent"/)
  })

  it('leave out what only the store knows while it does not answer', async () => {
    const metrics = createCollectorMetrics(() => Promise.resolve({ ...facts, status: undefined }))
    const text = await metrics.text()
    expect(text).not.toMatch(/^watchpost_messages_stored_total/m)
    expect(text).toMatch(/^watchpost_messages_throttled_total 6$/m)
  })

  it('say how the process is, once however many ask', async () => {
    const texts = await Promise.all([1, 2].map(() => createCollectorMetrics(() => Promise.resolve(facts)).text()))
    for (const text of texts) expect(text.match(/^process_resident_memory_bytes \d+$/gm)).toHaveLength(1)
  })
})
