import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { projectRoot } from '../../runtime/project.ts'
import type { EventPage, EventRecord } from '../../wire/rest.ts'
import { hasShared, shared } from '../shared.ts'
import { freePort, type RunningProgram, run, waitFor } from './stack.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-start-'))
const running: RunningProgram[] = []

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningProgram {
  const launch = join(projectRoot, 'dist', 'scripts', 'launch', 'main.js')
  const program = run([launch, '--data', folder, ...args], { WATCHPOST_LANG: 'en', ...env })
  running.push(program)
  return program
}

async function ports(): Promise<string[]> {
  return ['--http-port', String(await freePort()), '--mqtt-port', String(await freePort())]
}

async function eventsOf(url: string): Promise<EventRecord[]> {
  const response = await fetch(`${url}/api/events`)
  return ((await response.json()) as EventPage).events
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.kill('SIGTERM')))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('./scripts/start', () => {
  it('says which port is busy and how to choose another', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    const program = start(['--http-port', String(port)])
    expect(await program.exited).toBe(1)
    other.close()
    expect(program.output().trim()).toBe(
      `Port ${port} is used by another program. Stop that one, or choose another port: ./scripts/start --http-port ${port + 1}`,
    )
  })

  it('names a video that is not there, in the language of the terminal', async () => {
    const program = start([...(await ports()), 'no-such.mp4'], { WATCHPOST_LANG: 'vi', WATCHPOST_FROM: '/tmp' })
    expect(await program.exited).toBe(1)
    expect(program.output().trim()).toBe('Không tìm thấy tệp /tmp/no-such.mp4. Hãy kiểm tra đường dẫn.')
  })

  it('says once, in the language of the terminal, why a camera gives no picture and what to do', async () => {
    const [http, httpPort, ...mqtt] = await ports()
    const address = `rtsp://viewer:hunter2@127.0.0.1:${await freePort()}/cam`
    const args = [http as string, httpPort as string, ...mqtt, '--model', 'motion', address]
    const program = start(args, { WATCHPOST_LANG: 'vi' })
    const sentence = 'Không có hình từ camera-1: camera không nhận kết nối; hãy kiểm tra nguồn điện và cổng.'
    await waitFor('it is said', () => program.output().includes(sentence), { whileRuns: program })
    expect(await program.kill('SIGINT')).toBe(0)
    expect(program.output().split(sentence)).toHaveLength(2)
    expect(program.output()).not.toContain('hunter2')
  })

  it('shows what moves in the sample street without any model', async () => {
    const [http, httpPort, ...mqtt] = await ports()
    const program = start([http as string, httpPort as string, ...mqtt, '--model', 'motion'])
    const url = `http://127.0.0.1:${httpPort}`
    await waitFor('the console is announced', () => program.output().includes(url), { whileRuns: program })
    await waitFor('there are events', async () => (await eventsOf(url)).length > 0, { whileRuns: program })
    expect(new Set((await eventsOf(url)).map((event) => event.class))).toEqual(new Set(['Motion']))
    expect(await program.kill('SIGINT')).toBe(0)
  })

  it.skipIf(!hasShared)('shows events of a clip, and leaves nothing running after SIGINT', async () => {
    const [http, httpPort, ...mqtt] = await ports()
    const clip = shared('clips', 'degirum_Traffic.mp4')
    const program = start([http as string, httpPort as string, ...mqtt, '--models', shared('models'), clip])
    const url = `http://127.0.0.1:${httpPort}`
    await waitFor('the console is announced', () => program.output().includes(url), { whileRuns: program })
    await waitFor('there are events', async () => (await eventsOf(url)).length > 0, { whileRuns: program })
    expect(await (await fetch(url)).text()).toContain('<title>')
    expect(await program.kill('SIGINT')).toBe(0)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })
})
