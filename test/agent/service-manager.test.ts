import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import type { CameraTotals } from '../../agent/camera-status.ts'
import { followServiceManager } from '../../agent/service-manager.ts'
import { createLog } from '../../runtime/log.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-notify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hasTools = ['systemd-notify', 'python3'].every((tool) => spawnSync(tool, ['--version']).status === 0)
if (!hasTools) console.warn('skipped: no systemd-notify or python3')

/** Node cannot open such a socket. `BARRIER=1` waits until its descriptor is closed. */
const listener = `
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("ready", flush=True)
while True:
    data, fds, _, _ = socket.recv_fds(s, 4096, 8)
    for fd in fds: os.close(fd)
    print(data.decode().strip().replace("\\n", " "), flush=True)
`

async function listen(name: string) {
  const socket = join(folder, name)
  const child = spawn('python3', ['-c', listener, socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await expect.poll(() => said, { timeout: 10_000 }).toMatch(/ready/)
  const told = () => said.split('\n').filter((line) => /^(READY|WATCHDOG|STOPPING)=1/.test(line))
  return {
    env: { ...process.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC: '600000' },
    told,
    async stop() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

const log = createLog('agent', 'silent')
const camera = (quietMs: number) => () => [{ camera: 'gate', state: 'down', quietMs } as CameraTotals]

describe.skipIf(!hasTools)('systemd', () => {
  it('is told that the agent has started, that it works, and that it stops', async () => {
    const { env, told, stop } = await listen('works')
    const manager = followServiceManager({ env, cameras: camera(10), maxQuietMs: 1_000, stuckMs: () => 0, log })
    await expect.poll(told, { timeout: 15_000 }).toEqual(expect.arrayContaining(['READY=1', 'WATCHDOG=1']))
    await manager.close()
    await expect.poll(() => told().at(-1), { timeout: 5_000 }).toBe('STOPPING=1')
    await stop()
  })

  it.each([
    ['nothing is heard of a camera', 2_000, 0],
    ['the detector hangs for good', 10, 61_000],
  ])('is no longer told so when %s', async (_, quietMs, stuckForMs) => {
    const { env, told, stop } = await listen(`silent-${quietMs}`)
    const stuckMs = () => stuckForMs
    const manager = followServiceManager({ env, cameras: camera(quietMs), maxQuietMs: 1_000, stuckMs, log })
    await expect.poll(told, { timeout: 15_000 }).toEqual(['READY=1'])
    await sleep(700)
    expect(told()).toEqual(['READY=1'])
    await manager.close()
    await stop()
  })
})

describe('without systemd', () => {
  it('nobody is told anything', async () => {
    await followServiceManager({ env: {}, cameras: () => [], maxQuietMs: 1, stuckMs: () => 0, log }).close()
  })
})
