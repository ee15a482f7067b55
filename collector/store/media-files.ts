/** The files of pictures and clips, for whoever deletes them: in a thread that may wait for the disk. */
import { closeSync, openSync, readdirSync, readSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'

export type MediaFileFacts = {
  readonly bytes: number
  /** When it came, epoch ms. */
  readonly at: number
}

export type MediaFiles = {
  /** undefined: there is none, or none yet. */
  look(sha256: Uint8Array): MediaFileFacts | undefined
  /** One that is gone already is no failure. */
  remove(sha256: Uint8Array): void
  isClip(sha256: Uint8Array): boolean
  /** Addresses of the files whose address begins with a hex digit. */
  list(digit: string): Buffer[]
}

export function openMediaFiles(folder: string): MediaFiles {
  const pathOf = (sha256: Uint8Array): string => {
    const name = Buffer.from(sha256).toString('hex')
    return join(folder, name.slice(0, 2), name)
  }
  return {
    look(sha256) {
      const stats = statSync(pathOf(sha256), { throwIfNoEntry: false })
      return stats && { bytes: stats.size, at: stats.mtimeMs }
    },
    remove(sha256) {
      try {
        unlinkSync(pathOf(sha256))
      } catch (error) {
        if (!isAbsent(error)) throw error
      }
    },
    isClip(sha256) {
      const head = Buffer.alloc(2)
      const file = openSync(pathOf(sha256), 'r')
      try {
        readSync(file, head)
      } finally {
        closeSync(file)
      }
      // A JPEG begins with FF D8 (ITU-T T.81, annex B).
      return head.readUInt16BE() !== 0xffd8
    },
    list: (digit) =>
      namesIn(folder, new RegExp(`^${digit}[0-9a-f]$`)).flatMap((name) =>
        namesIn(join(folder, name), /^[0-9a-f]{64}$/).map((address) => Buffer.from(address, 'hex')),
      ),
  }
}

function namesIn(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder).filter((name) => pattern.test(name))
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
