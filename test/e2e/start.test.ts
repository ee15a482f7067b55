import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { projectRoot } from '../../runtime/project.ts'
import type { EventPage, EventRecord } from '../../wire/rest.ts'
import { agentItself } from '../../wire/topics.ts'
import { trackedFiles } from '../repo/tracked-files.ts'
import { hasShared, shared } from '../shared.ts'
import { freePort, type RunningProgram, run, waitFor } from './stack.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-start-'))
const running: RunningProgram[] = []

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}, root = projectRoot): RunningProgram {
  const launch = join(root, 'dist', 'scripts', 'launch', 'main.js')
  const program = run([launch, '--data', mkdtempSync(join(folder, 'data-')), ...args], { WATCHPOST_LANG: 'en', ...env })
  running.push(program)
  return program
}

/** The project as whoever clones it has it, with no model installed, where no model can be downloaded. */
async function freshCheckout(): Promise<string> {
  const root = join(folder, 'checkout')
  for (const path of trackedFiles) cpSync(join(projectRoot, path), join(root, path))
  cpSync(join(projectRoot, 'dist'), join(root, 'dist'), { recursive: true })
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'))
  const file = join(root, 'models', 'yolox-nano-416.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object
  writeFileSync(file, JSON.stringify({ ...manifest, url: `http://127.0.0.1:${await freePort()}/` }))
  return root
}

async function ports(): Promise<string[]> {
  return ['--http-port', String(await freePort()), '--mqtt-port', String(await freePort())]
}

async function eventsOf(url: string): Promise<EventRecord[]> {
  const response = await fetch(`${url}/api/events`)
  return ((await response.json()) as EventPage).events.filter(({ camera }) => camera !== agentItself)
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

  it('takes the built-in model where none is installed and none can be downloaded, and says how to get a better one', async () => {
    const root = await freshCheckout()
    const [http, httpPort, ...mqtt] = await ports()
    const data = join(root, 'data')
    const program = start(['--data', data, http as string, httpPort as string, ...mqtt], {}, root)
    const url = `http://127.0.0.1:${httpPort}`
    await waitFor('the console is announced', () => program.output().includes(url), { whileRuns: program })
    const [said] = /^Model: .*$/m.exec(program.output()) ?? []
    expect(said).toMatch(/^Model: street-64, built in: /)
    expect(said).toContain(
      'npm run models -- pull yolox-nano-416; or from a USB stick: ./scripts/start --models FOLDER',
    )
    expect(parse(readFileSync(join(data, 'agent.yaml'), 'utf8'))).toMatchObject({ detector: { model: 'street-64' } })
    const options = { timeoutMs: 60_000, whileRuns: program }
    await waitFor('there are events', async () => (await eventsOf(url)).length > 0, options)
    for (const event of await eventsOf(url)) expect(['Human', 'Vehicle', 'Bicycle']).toContain(event.class)
    expect(await program.kill('SIGINT')).toBe(0)
  })

  it('names the models there are when asked for another', async () => {
    const program = start([...(await ports()), '--model', 'yolo'])
    expect(await program.exited).toBe(1)
    expect(program.output()).toMatch(/^There is no model "yolo"\. Choose one of: .*yolox-nano-416.*, motion\.\n$/)
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
