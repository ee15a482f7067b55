/** Pictures and clips of a test agent: the folder and the upload of the product, filled with bytes that nobody could watch. */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openMediaFolder } from '../../agent/media/media-folder.ts'
import { uploadMedia } from '../../agent/media/upload.ts'
import { createLog } from '../../runtime/log.ts'
import { createChance } from '../simulation/chance.ts'
import type { Kept } from './ledger.ts'

export type Filming = {
  /** Some events have a picture, a few of them a clip. */
  readonly shoot: () => void
  stop(): Promise<void>
}

export type FilmingOptions = {
  readonly folder: string
  readonly collectorUrl: string
  readonly seed: number
  /** Told of each file when it is on disk, before anything of it is sent. */
  readonly say: (line: Kept) => void
}

/** Beyond what waits in any of the faults: none may make room for another. */
const maxBytes = 4 * 1024 ** 3
const jpegStart = Buffer.from([0xff, 0xd8, 0xff, 0xe0])
const mp4Start = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42')])

export function startFilming({ folder, collectorUrl, seed, say }: FilmingOptions): Filming {
  const chance = createChance(seed)
  const media = openMediaFolder(folder, maxBytes)
  const stopping = new AbortController()
  const uploading = uploadMedia({
    ...{ folder: media, collectorUrl, maxBytesPerS: 8_000_000, mayUpload: () => true },
    ...{ log: createLog('agent', 'error'), signal: stopping.signal },
  })
  let clips = 0

  const bytesOf = (start: Buffer, size: number) => {
    const bytes = Buffer.alloc(size, chance.upTo(255))
    for (let at = 0; at < size - 4; at += 512) bytes.writeUInt32LE(chance.upTo(2 ** 31), at)
    start.copy(bytes)
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
  }

  const takePicture = async (): Promise<void> => {
    const { bytes, sha256 } = bytesOf(jpegStart, 10_000 + chance.upTo(60_000))
    await media.add({ kind: 'snapshot', sha256, jpeg: bytes })
    say({ kind: 'kept', media: 'snapshot', sha256 })
  }

  const cutClip = async (): Promise<void> => {
    const { bytes, sha256 } = bytesOf(mp4Start, 300_000 + chance.upTo(900_000))
    const file = join(folder, '..', `cut-${process.pid}-${clips++}`)
    writeFileSync(file, bytes)
    await media.adopt({ kind: 'clip', sha256, bytes: bytes.byteLength }, file)
    say({ kind: 'kept', media: 'clip', sha256 })
  }

  return {
    shoot() {
      if (chance.of(0.1)) void takePicture()
      if (chance.of(0.02)) void cutClip()
    },
    async stop() {
      while (media.status().pending > 0) await new Promise((resolve) => setTimeout(resolve, 50))
      stopping.abort()
      await uploading
    },
  }
}
