/** The agent's uploads against a real collector, with the connection and the collector cut off in the middle. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Media, openMediaFolder } from '../../../agent/media/media-folder.ts'
import { uploadMedia } from '../../../agent/media/upload.ts'
import { createLog } from '../../../runtime/log.ts'
import { startCollector, temporaryFolder } from '../../collector/running.ts'

const patience = { timeout: 30_000, interval: 20 }

/** Bytes that begin like an MP4. */
function fakeMp4(bytes: number): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.from('ftypisom'), randomBytes(bytes - 12)])
}

async function folderWith(content: Buffer) {
  const root = temporaryFolder()
  const folder = openMediaFolder(join(root, 'media'), 100_000_000)
  const file = join(root, 'cut.mp4')
  writeFileSync(file, content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const clip: Media = { kind: 'clip', sha256, bytes: content.length }
  await folder.adopt(clip, file)
  return { folder, sha256, clip }
}

function start(folder: Awaited<ReturnType<typeof folderWith>>['folder'], collectorUrl: string) {
  const lines: string[] = []
  const stopping = new AbortController()
  const log = createLog('agent', 'info', { write: (line) => void lines.push(line) })
  const { signal } = stopping
  const uploading = uploadMedia({ folder, collectorUrl, maxBytesPerS: 1e9, mayUpload: () => true, log, signal })
  onTestFinished(async () => {
    stopping.abort()
    await uploading
  })
  return lines
}

/** A way to a port that is cut after so many bytes, once. */
async function openCut(target: () => number, afterBytes: number) {
  let passed = 0
  let cuts = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target(), '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.on('data', (chunk) => {
      passed += chunk.length
      upstream.write(chunk)
      if (cuts > 0 || passed < afterBytes) return
      cuts += 1
      for (const socket of [client, upstream]) socket.destroy()
    })
    upstream.on('data', (chunk) => client.write(chunk)).on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}`, cuts: () => cuts, passed: () => passed }
}

const portOf = (url: string): number => Number(new URL(url).port)

// Collectors are started twice, and megabytes flushed, beside whatever else the machine does.
describe('the upload of a clip', { timeout: 120_000 }, () => {
  it('goes on where it was cut off, and sends nothing twice but what was on its way', async () => {
    const content = fakeMp4(3_000_000)
    const { httpUrl, dataFolder } = await startCollector()
    const cut = await openCut(() => portOf(httpUrl), 1_400_000)
    const { folder, sha256 } = await folderWith(content)
    const lines = start(folder, cut.url)
    await expect.poll(() => folder.status().pending, patience).toBe(0)
    expect(cut.cuts()).toBe(1)
    expect(cut.passed()).toBeLessThan(content.length + 2 * 256 * 1024)
    expect(readFileSync(join(dataFolder, 'media', sha256.slice(0, 2), sha256)).equals(content)).toBe(true)
    expect(readdirSync(join(dataFolder, 'media', 'partial'))).toEqual([])
    expect(lines.filter((line) => line.includes('refuses'))).toEqual([])
  })

  it('goes on after the collector was started anew', async () => {
    const content = fakeMp4(2_000_000)
    const first = await startCollector()
    let port = portOf(first.httpUrl)
    const cut = await openCut(() => port, 900_000)
    const { folder, sha256 } = await folderWith(content)
    start(folder, cut.url)
    await expect.poll(cut.cuts, patience).toBe(1)
    await first.close()
    const partial = join(first.dataFolder, 'media', 'partial')
    const kept = readFileSync(join(partial, sha256)).length
    expect(kept).toBeGreaterThan(500_000)
    const second = await startCollector(first.dataFolder)
    port = portOf(second.httpUrl)
    await expect.poll(() => folder.status().pending, patience).toBe(0)
    expect(cut.passed()).toBeLessThan(content.length + 2 * 256 * 1024)
    expect(readFileSync(join(first.dataFolder, 'media', sha256.slice(0, 2), sha256)).equals(content)).toBe(true)
  })

  it('begins anew when what came is not what was sent, and is given up when it is again', async () => {
    const content = fakeMp4(600_000)
    const { httpUrl, dataFolder } = await startCollector()
    const { folder, sha256 } = await folderWith(content)
    const partial = join(dataFolder, 'media', 'partial')
    mkdirSync(partial, { recursive: true })
    // What a power cut may leave: the right length, other bytes.
    writeFileSync(join(partial, sha256), Buffer.concat([content.subarray(0, 12), Buffer.alloc(300_000)]))
    const lines = start(folder, httpUrl)
    await expect.poll(() => folder.status().pending, patience).toBe(0)
    expect(readFileSync(join(dataFolder, 'media', sha256.slice(0, 2), sha256)).equals(content)).toBe(true)
    expect(lines.filter((line) => line.includes('422')).length).toBe(1)

    const other = await folderWith(content)
    writeFileSync(other.folder.fileOf(other.clip), fakeMp4(600_000))
    const { httpUrl: url } = await startCollector()
    const said = start(other.folder, url)
    await expect.poll(() => other.folder.status().pending, patience).toBe(0)
    expect(said.some((line) => line.includes('the collector refuses this clip'))).toBe(true)
    expect((await fetch(`${url}/api/media/${sha256}`)).status).toBe(404)
  })
})
