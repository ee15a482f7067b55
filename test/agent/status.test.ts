import { describe, expect, it } from 'vitest'
import type { CameraTotals } from '../../agent/camera-status.ts'
import { createHostHealth } from '../../agent/host-health.ts'
import { refuseOpenStatus } from '../../agent/status-config.ts'
import type { StatusSources } from '../../agent/status-report.ts'
import { openStatusServer } from '../../agent/status-server.ts'

const at = 1_795_362_000_000
const gate: CameraTotals = {
  ...{ camera: 'gate', state: 'live', since: at - 60_000, fpsAsked: 5, frameAt: at - 250 },
  ...{ frames: 300, dropped: 4, damaged: 2, reconnects: 1, inferenceFailures: 3, inferenceSumMs: 6_000, quietMs: 10 },
}
const well: StatusSources = {
  cameras: () => [gate],
  outbox: () => ({ depth: 7, nextSeq: 40, oldestAt: at - 90_000 }),
  connected: () => true,
  host: () => ({ cpuPercent: 42, memoryFreeBytes: 1_000, diskFreeBytes: 2_000 }),
  now: () => at,
}

async function ask(sources: StatusSources, path: string) {
  const server = await openStatusServer({ host: '127.0.0.1', port: 0, insecure: false }, sources)
  try {
    const response = await fetch(`${server.url}${path}`)
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') }
  } finally {
    await server.close()
  }
}

describe('GET /healthz of an agent', () => {
  it('is 200 while everything works', async () => {
    const { status, text } = await ask(well, '/healthz')
    expect([status, JSON.parse(text)]).toMatchObject([200, { ok: true, checks: { 'camera gate': { ok: true } } }])
  })

  it('does not wait for more frames than were asked for', async () => {
    const seldom = { ...gate, fpsAsked: 0.2, quietMs: 14_900 }
    expect((await ask({ ...well, cameras: () => [seldom] }, '/healthz')).status).toBe(200)
  })

  it.each<[string, Partial<StatusSources>]>([
    ['camera gate', { cameras: () => [{ ...gate, state: 'down' }] }],
    ['camera gate', { cameras: () => [{ ...gate, state: 'degraded' }] }],
    ['camera gate', { cameras: () => [{ ...gate, quietMs: 16_000 }] }],
    ['outbox', { outbox: () => ({ depth: 1, nextSeq: 2, failure: 'the disk is full' }) }],
    ['uplink', { connected: () => false }],
  ])('is 503 and names %s when it does not', async (part, broken) => {
    const { status, text } = await ask({ ...well, ...broken }, '/healthz')
    const { checks } = JSON.parse(text) as { checks: Record<string, { ok: boolean; reason?: string }> }
    expect(status).toBe(503)
    expect(checks[part]).toMatchObject({ ok: false, reason: expect.stringMatching(/\w/) as string })
    expect(Object.values(checks).filter(({ ok }) => !ok)).toHaveLength(1)
  })
})

describe('GET /metrics of an agent', () => {
  it('tells what Prometheus can read, and leaves out what the box does not know', async () => {
    const { status, text, type } = await ask(well, '/metrics')
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
    const lines = text.trimEnd().split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        'watchpost_camera_up{camera="gate"} 1',
        'watchpost_camera_frame_age_seconds{camera="gate"} 0.25',
        'watchpost_camera_frames_failed_total{camera="gate"} 3',
        'watchpost_camera_inference_seconds_total{camera="gate"} 6',
        'watchpost_outbox_age_seconds 90',
        'watchpost_host_cpu_ratio 0.42',
      ]),
    )
    const samples = lines.filter((line) => !line.startsWith('# '))
    const own = samples.filter((line) => line.startsWith('watchpost_'))
    expect(own.filter((line) => !/^watchpost_[a-z_]+(\{camera="[^"]+"\})? [\d.e+-]+$/.test(line))).toEqual([])
    expect(text).not.toMatch(/^watchpost_host_temperature/m)
    expect(text).toMatch(/^process_cpu_seconds_total/m)
  })

  it('asks the box once for all of them: its load is that since the last time', async () => {
    let asked = 0
    const host = () => ({ cpuPercent: ++asked, memoryFreeBytes: 1, diskFreeBytes: 1 })
    await ask({ ...well, host }, '/metrics')
    expect(asked).toBe(1)
  })
})

describe('the status of an agent', () => {
  it('is not shown to others unless somebody says so', () => {
    const status = { host: '0.0.0.0', port: 9_464, insecure: false }
    expect(() => refuseOpenStatus(status, 'agent.yaml')).toThrow(
      /agent\.yaml: status\.host: 0\.0\.0\.0 .*insecure: true/,
    )
    for (const allowed of [undefined, { ...status, insecure: true }, { ...status, host: '::1' }]) {
      expect(() => refuseOpenStatus(allowed, 'agent.yaml')).not.toThrow()
    }
  })

  it('says of a port that is taken which key to change', async () => {
    const first = await openStatusServer({ host: '127.0.0.1', port: 0, insecure: false }, well)
    const port = Number(new URL(first.url).port)
    await expect(openStatusServer({ host: '127.0.0.1', port, insecure: false }, well)).rejects.toThrow(/status\.port/)
    await first.close()
  })
})

describe('the box', () => {
  it('tells its load, memory and room on disk', () => {
    const { cpuPercent = 0, memoryFreeBytes, diskFreeBytes } = createHostHealth('.')()
    expect(cpuPercent).toBeGreaterThanOrEqual(0)
    expect(cpuPercent).toBeLessThanOrEqual(100)
    expect(memoryFreeBytes).toBeGreaterThan(1_000_000)
    expect(diskFreeBytes).toBeGreaterThan(0)
    expect(createHostHealth('/nowhere')().diskFreeBytes).toBeUndefined()
  })
})
