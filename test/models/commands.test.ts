import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandContext, installModels, listModels, pullModels, verifyModels } from '../../models/commands.ts'
import { messages } from '../../models/messages.ts'
import type { Language } from '../../runtime/language.ts'
import { type FileServer, openFileServer, serveFile } from './server.ts'

const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 253)
const sha256 = createHash('sha256').update(content).digest('hex')

let folder: string
let server: FileServer

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watchpost-models-'))
  server = await openFileServer((response, _, request) => serveFile(response, content, request.headers.range))
  mkdirSync(join(folder, 'labels'))
  cpSync('models/labels/coco-80.json', join(folder, 'labels/coco-80.json'))
  const manifest = JSON.parse(readFileSync('models/yolox-nano-416.json', 'utf8')) as object
  const change = { name: 'small', file: 'small.onnx', bytes: content.length, sha256, url: server.url }
  writeFileSync(join(folder, 'small.json'), JSON.stringify({ ...manifest, ...change }))
})

afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

type Run = { isWell: boolean; out: string; err: string }

async function run(verb: (context: CommandContext) => Promise<boolean>, language: Language = 'en'): Promise<Run> {
  let out = ''
  let err = ''
  const output = (line: string) => {
    out += `${line}\n`
  }
  const complain = (line: string) => {
    err += `${line}\n`
  }
  const isWell = await verb({ folder, messages: messages[language], output, complain })
  return { isWell, out, err }
}

const verify = (...names: string[]) => run((context) => verifyModels(names, context))
const install = (from: string) => run((context) => installModels(from, context))

async function pull(name: string, language: Language = 'en'): Promise<Run & { progress: string }> {
  let progress = ''
  const signal = new AbortController().signal
  const options = { stallMs: 10_000, attempts: 1, signal, progress: { write: (text: string) => (progress += text) } }
  return { ...(await run((context) => pullModels([name], context, options), language)), progress }
}

describe('the verbs of npm run models', () => {
  it('list, pull and verify', async () => {
    expect((await run(listModels)).out).toMatch(/^small +0\.3 MB +not installed +Apache-2\.0/m)
    const pulled = await pull('small')
    expect(pulled).toMatchObject({
      isWell: true,
      out: `small: downloaded and verified: ${join(folder, 'small.onnx')}\n`,
      err: '',
    })
    expect(pulled.progress.trim().split('\n').at(-1)).toBe('small 100 % 0.3/0.3 MB')
    expect(await pull('small')).toMatchObject({ isWell: true, out: 'small: already installed and verified\n' })
    expect(server.ranges).toHaveLength(1)
    expect(await verify('small')).toMatchObject({ isWell: true, out: 'small: installed, verified\n' })
    expect((await run(listModels, 'vi')).out).toMatch(/^small +0\.3 MB +đã cài, đã kiểm tra +Apache-2\.0/m)
  })

  it('find a file that went bad, and pull it anew', async () => {
    writeFileSync(join(folder, 'small.onnx'), new Uint8Array(content.length))
    expect(await verify()).toMatchObject({
      isWell: false,
      out: 'small: WRONG FILE\n',
      err: 'not usable: small; get it with: npm run models -- pull small\n',
    })
    expect((await pull('small')).isWell).toBe(true)
    expect((await verify()).isWell).toBe(true)
  })

  it('count what is missing as a fault only where it is named', async () => {
    expect(await verify()).toMatchObject({ isWell: true, out: 'small: not installed\n' })
    expect((await verify('small')).isWell).toBe(false)
  })

  it.each([
    ['en', /^small: cannot reach 127\.0\.0\.1:\d+ \(ECONNREFUSED\); without a network, .* install FOLDER\n$/],
    [
      'vi',
      /^small: không kết nối được tới 127\.0\.0\.1:\d+ \(ECONNREFUSED\); khi không có mạng, .* install THƯ_MỤC\n$/,
    ],
  ] as const)('without a network say in one sentence what to do: %s', async (language, message) => {
    await server.close()
    const err = expect.stringMatching(message) as string
    expect(await pull('small', language)).toMatchObject({ isWell: false, out: '', err })
  })

  it('install from a folder by content, whatever the file is called', async () => {
    const stick = join(folder, 'stick')
    mkdirSync(join(stick, 'a/b'), { recursive: true })
    writeFileSync(join(stick, 'same-length.onnx'), new Uint8Array(content.length))
    writeFileSync(join(stick, 'a/b/renamed.bin'), content)
    const from = join(stick, 'a/b/renamed.bin')
    expect(await install(stick)).toEqual({ isWell: true, out: `small: installed from ${from}\n`, err: '' })
    expect((await verify('small')).isWell).toBe(true)
  })

  it('say so when a folder has nothing, or is none', async () => {
    const stick = join(folder, 'stick')
    expect((await install(stick)).err).toMatch(/stick: cannot be read \(ENOENT/)
    mkdirSync(stick)
    writeFileSync(join(stick, 'small.onnx'), content.subarray(1))
    const err = `${stick}: no file here is the weights of any of: small\n`
    expect(await install(stick)).toEqual({ isWell: false, out: '', err })
    expect(existsSync(join(folder, 'small.onnx'))).toBe(false)
  })

  it('name the models there are when asked for another', async () => {
    const message = `${join(folder, 'smal.json')}: there is no model "smal"; there are: small`
    await expect(pull('smal')).rejects.toThrow(message)
  })
})

describe('a model that is part of the project', () => {
  const file = () => join(folder, 'own.onnx')

  beforeEach(() => {
    const { url: _, ...manifest } = JSON.parse(readFileSync(join(folder, 'small.json'), 'utf8')) as { url: string }
    writeFileSync(join(folder, 'own.json'), JSON.stringify({ ...manifest, name: 'own', file: 'own.onnx' }))
    writeFileSync(file(), content)
  })

  it('is there without a download, and pull says so', async () => {
    expect((await run(listModels)).out).toMatch(/^own +0\.3 MB +built in, verified +Apache-2\.0/m)
    expect((await run(listModels, 'vi')).out).toMatch(/^own +0\.3 MB +có sẵn, đã kiểm tra +Apache-2\.0/m)
    expect(await pull('own')).toEqual({
      isWell: true,
      out: 'own: part of Watchpost, verified; there is nothing to download\n',
      err: '',
      progress: '',
    })
    expect(await verify('own')).toEqual({ isWell: true, out: 'own: built in, verified\n', err: '' })
  })

  it.each([
    ['missing', () => rmSync(file()), 'MISSING'],
    ['damaged', () => writeFileSync(file(), content.subarray(1)), 'WRONG FILE'],
  ])('is a fault when its file is %s, with the way to restore it', async (_, damage, state) => {
    damage()
    const remedy = `not usable: own; it is part of Watchpost and not downloaded; restore it with: git checkout -- ${file()}; or install Watchpost anew\n`
    expect(await verify()).toEqual({
      isWell: false,
      out: `own: built in: ${state}\nsmall: not installed\n`,
      err: remedy,
    })
    expect(await pull('own')).toMatchObject({ isWell: false, out: '', err: remedy })
    expect(server.ranges).toEqual([])
  })

  it('is installed from a folder as any other', async () => {
    const stick = join(folder, 'stick')
    mkdirSync(stick)
    writeFileSync(join(stick, 'x.onnx'), content)
    rmSync(file())
    expect((await install(stick)).isWell).toBe(true)
    expect((await verify('own')).isWell).toBe(true)
  })
})

describe('npm run models', () => {
  function models(
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ): Promise<{ code: number | null; out: string; err: string }> {
    const argv = ['--import', 'tsx', 'models/main.ts', '--models-folder', folder, ...args]
    const child = spawn(process.execPath, argv, { env: { ...process.env, ...env } })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
  }

  it('exits with 0 and speaks the language of the locale', async () => {
    const done = await models(['verify'], { WATCHPOST_LANG: '', LC_ALL: 'vi_VN.UTF-8' })
    expect(done).toEqual({ code: 0, out: 'small: chưa cài\n', err: '' })
  }, 60_000)

  it('exits with 1 and a sentence when a model cannot be had', async () => {
    await server.close()
    const done = await models(['pull', 'small', '--quick'], { WATCHPOST_LANG: 'en' })
    expect(done).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^small: cannot reach .*\n$/) as string })
  }, 60_000)

  it.each([
    [['fetch'], "unknown command 'fetch'"],
    [['pull', 'small', '--attempts', '0'], '--attempts: must be a number of at least 1, got 0'],
    [['pull', 'smal'], 'there is no model "smal"; there are: small'],
  ])(
    'exits with 1 and one line at %j',
    async (args, message) => {
      const { code, err } = await models(args, { WATCHPOST_LANG: 'en' })
      expect(code).toBe(1)
      expect(err).toContain(message)
      expect(err.trim().split('\n')).toHaveLength(1)
    },
    60_000,
  )
})
