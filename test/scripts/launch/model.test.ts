import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { messages } from '../../../models/messages.ts'
import { chooseModel, type ModelWish } from '../../../scripts/launch/model.ts'
import { words } from '../../../scripts/launch/words.ts'
import { type FileServer, openFileServer, serveFile } from '../../models/server.ts'

const names = ['street-64', 'a-model', 'yolox-nano-416', 'z-model']
let folder: string
let stick: string
let server: FileServer
let said: string[]
let answer: typeof serveFile

/** Other bytes for each model, so that each has its own hash. */
function weights(name: string): Buffer {
  return Buffer.from(`weights of ${name}`)
}

function writeManifest(name: string): void {
  const { url: _, ...usual } = JSON.parse(readFileSync('models/yolox-nano-416.json', 'utf8')) as { url: string }
  const sha256 = createHash('sha256').update(weights(name)).digest('hex')
  const own = { name, file: `${name}.onnx`, bytes: weights(name).length, sha256 }
  const url = name === 'street-64' ? {} : { url: `${server.url}?${name}` }
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...usual, ...own, ...url }))
}

function put(name: string, where = folder, bytes: Uint8Array = weights(name)): void {
  writeFileSync(join(where, `${name}.onnx`), bytes)
}

function choose(wish: Partial<ModelWish> = {}) {
  const output = (line: string) => said.push(line)
  const context = { folder, messages: messages.en, output, complain: output }
  const signal = new AbortController().signal
  return chooseModel({ asked: undefined, source: undefined, context, downloadMs: 60_000, signal, ...wish })
}

beforeEach(async () => {
  said = []
  answer = serveFile
  folder = mkdtempSync(join(tmpdir(), 'watchpost-launch-'))
  stick = join(folder, 'stick')
  mkdirSync(stick)
  mkdirSync(join(folder, 'labels'))
  cpSync('models/labels/coco-80.json', join(folder, 'labels', 'coco-80.json'))
  server = await openFileServer((response, _, request) => {
    answer(response, weights(request.url?.split('?')[1] ?? ''), request.headers.range)
  })
  for (const name of names) writeManifest(name)
  put('street-64')
})

afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

describe('the model that start takes', () => {
  it('is the usual one where it is installed, and nothing is downloaded', async () => {
    for (const name of names) put(name)
    expect(await choose()).toEqual({ model: 'yolox-nano-416', origin: 'installed' })
    expect(server.ranges).toEqual([])
  })

  it('is else another installed one, the first by name', async () => {
    put('z-model')
    expect(await choose()).toEqual({ model: 'z-model', origin: 'installed' })
    put('a-model')
    expect(await choose()).toEqual({ model: 'a-model', origin: 'installed' })
    expect(server.ranges).toEqual([])
  })

  it('is none whose file is damaged', async () => {
    put('yolox-nano-416', folder, new Uint8Array(weights('yolox-nano-416').length))
    put('z-model')
    expect(await choose()).toEqual({ model: 'z-model', origin: 'installed' })
  })

  it('is else the usual one from the network', async () => {
    expect(await choose()).toEqual({ model: 'yolox-nano-416', origin: 'downloaded' })
    expect(readFileSync(join(folder, 'yolox-nano-416.onnx'))).toEqual(weights('yolox-nano-416'))
    expect(await choose()).toEqual({ model: 'yolox-nano-416', origin: 'installed' })
  })

  it('is without a network the one that is built in', async () => {
    await server.close()
    expect(await choose()).toEqual({ model: 'street-64', origin: 'built-in' })
    expect(said).toEqual([words.downloading('yolox-nano-416', '0.0')])
  })

  it('is the one that is built in also where the network is too slow', async () => {
    answer = (response, content) => {
      let sent = 0
      const timer = setInterval(() => response.write(content.subarray(sent, ++sent)), 100)
      response.setHeader('content-length', content.length).on('close', () => clearInterval(timer))
    }
    expect(await choose({ downloadMs: 300 })).toEqual({ model: 'street-64', origin: 'built-in' })
    expect(said).toEqual([words.downloading('yolox-nano-416', '0.0')])
  })

  it.each([
    ['is not there', () => rmSync(join(folder, 'street-64.onnx'))],
    ['is damaged', () => put('street-64', folder, Buffer.from('x'))],
    ['has no manifest', () => rmSync(join(folder, 'street-64.json'))],
  ])('is motion where even the built-in one %s', async (_, damage) => {
    damage()
    await server.close()
    expect(await choose()).toEqual({ model: 'motion', origin: 'last-resort' })
  })
})

describe('a model that was asked for', () => {
  it.each(['z-model', 'street-64', 'motion'])('is taken before an installed one: %s', async (asked) => {
    put('yolox-nano-416')
    put('z-model')
    expect(await choose({ asked })).toEqual({ model: asked, origin: 'asked' })
    expect(server.ranges).toEqual([])
  })

  it('is downloaded when it is not there, or damaged', async () => {
    put('yolox-nano-416')
    put('z-model', folder, Buffer.from('x'))
    expect(await choose({ asked: 'z-model' })).toEqual({ model: 'z-model', origin: 'asked' })
    expect(server.ranges).toHaveLength(1)
  })

  it('and cannot be had gets no other in its place', async () => {
    put('yolox-nano-416')
    await server.close()
    expect(await choose({ asked: 'z-model' })).toBe(words.noModel('z-model'))
    expect(said.at(-1)).toMatch(/^z-model: cannot reach /)
  })

  it('and is damaged, being part of the project, comes with the way to restore it', async () => {
    rmSync(join(folder, 'street-64.onnx'))
    const asked = 'street-64'
    expect(await choose({ asked })).toBe(words.brokenModel(asked, join(folder, 'street-64.onnx')))
  })

  it('is none of those that find only faces, even when that is all that is installed', async () => {
    const { input, ...faces } = JSON.parse(readFileSync('models/yunet-n-640.json', 'utf8')) as { input: object }
    const bytes = weights('faces')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    cpSync('models/labels/face.json', join(folder, 'labels', 'face.json'))
    writeFileSync(join(folder, 'yunet-n-640.json'), JSON.stringify({ ...faces, input, bytes: bytes.length, sha256 }))
    put('yunet-n-640', folder, bytes)
    answer = (response) => response.writeHead(404).end()
    expect(await choose()).toEqual({ model: 'street-64', origin: 'built-in' })
    expect(await choose({ asked: 'yunet-n-640' })).toMatch(/yunet-n-640/)
  })

  it('and is unknown comes with the names there are', async () => {
    const known = ['a-model', 'street-64', 'yolox-nano-416', 'z-model', 'motion']
    expect(await choose({ asked: 'yolo' })).toBe(words.unknownModel('yolo', known))
  })
})

describe('a folder with models', () => {
  it('is installed before anything is chosen', async () => {
    put('yolox-nano-416', stick)
    put('a-model', stick)
    put('z-model')
    expect(await choose({ source: stick })).toEqual({ model: 'yolox-nano-416', origin: 'installed' })
    expect(existsSync(join(folder, 'a-model.onnx'))).toBe(true)
    expect(server.ranges).toEqual([])
  })

  it('without a model is refused, unless one is installed already', async () => {
    expect(await choose({ source: stick })).toBe(words.noModelInFolder('yolox-nano-416', stick))
    expect(await choose({ source: stick, asked: 'z-model' })).toBe(words.noModelInFolder('z-model', stick))
    expect(server.ranges).toEqual([])
    put('z-model')
    expect(await choose({ source: join(stick, 'pulled-out') })).toEqual({ model: 'z-model', origin: 'installed' })
  })
})

describe('Ctrl-C', () => {
  it('ends the wait for a network that is silent', async () => {
    const controller = new AbortController()
    answer = () => controller.abort()
    const error = await choose({ signal: controller.signal }).catch((reason: unknown) => reason)
    expect(controller.signal.aborted).toBe(true)
    expect(error).toBe(controller.signal.reason)
  })
})
