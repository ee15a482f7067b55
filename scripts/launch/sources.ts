import { existsSync } from 'node:fs'
import { basename, extname, join, relative } from 'node:path'
import { redactUrl } from '../../runtime/log.ts'
import { projectRoot } from '../../runtime/project.ts'
import type { StartCamera } from './camera.ts'
import { words } from './words.ts'

const sampleStreet = join(projectRoot, 'scripts', 'street', 'sample', 'street.mp4')

/**
 * One camera for each argument: an address, or a video file; the drawn sample street when there are none.
 * @returns the cameras, or the sentence that says what is wrong
 */
export function camerasOf(args: readonly string[], givenPath: (path: string) => string): StartCamera[] | string {
  if (args.length === 0) {
    return [{ id: 'sample', name: words.sampleStreet, url: sampleStreet, shown: relative(process.cwd(), sampleStreet) }]
  }
  const cameras: StartCamera[] = []
  for (const [index, arg] of args.entries()) {
    const isAddress = arg.includes('://')
    const url = isAddress ? arg : givenPath(arg)
    if (!isAddress && !existsSync(url)) return words.noFile(url)
    const name = isAddress ? `Camera ${index + 1}` : basename(url, extname(url))
    const id = isAddress ? `camera-${index + 1}` : toId(name, index)
    cameras.push({
      id: cameras.some((other) => other.id === id) ? `${id.slice(0, 40)}-${index + 1}` : id,
      name,
      url,
      shown: redactUrl(url),
    })
  }
  return cameras
}

/** A name that may stand in a topic: letters without their diacritics, digits, hyphens. */
function toId(name: string, index: number): string {
  const plain = name.toLowerCase().replaceAll('đ', 'd').normalize('NFD')
  const id = plain
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 44)
    .replace(/^-+|-+$/g, '')
  return id === '' ? `camera-${index + 1}` : id
}
