import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { View } from './view.ts'
import { kindsOfLight, type Views } from './views.ts'

export type ViewFile = {
  /** What is known from earlier starts of this very camera. */
  readonly views: Views
  /** Writes what is known, after what is being written. */
  keep(views: Views): void
  /** Resolves when all of it is on disk, or could not be. */
  settled(): Promise<void>
}

export type ViewFileOptions = {
  readonly file: string
  /** What the views belong to: with another, they are those of another camera, or of another place of it. */
  readonly about: string
  readonly onError: (error: unknown) => void
}

/** Of a camera that was never seen before: its own, since what it learns is written into them. */
export function noViews(): Views {
  return Array.from({ length: kindsOfLight }, () => undefined)
}

type StoredView = { across: string; down: string; texture: number[]; steepness: (number | null)[]; learntMs: number }
type Stored = { version: 2; about: string; views: (StoredView | null)[] }

/** Where a camera's views survive a restart. A file that cannot be read is as good as none: the view is learnt anew. */
export function openViewFile({ file, about, onError }: ViewFileOptions): ViewFile {
  const key = createHash('sha256').update(about).digest('hex').slice(0, 16)
  let writing: Promise<void> = Promise.resolve()
  return {
    views: readViews(file, key),
    keep(views) {
      const stored: Stored = { version: 2, about: key, views: Array.from(views, (view) => (view ? store(view) : null)) }
      const text = JSON.stringify(stored)
      writing = writing.then(() => replace(file, text)).catch(onError)
    },
    settled: () => writing,
  }
}

function readViews(file: string, key: string): Views {
  try {
    const { version, about, views } = JSON.parse(readFileSync(file, 'utf8')) as Stored
    if (version !== 2 || about !== key) return noViews()
    return noViews().map((_, light) => (views[light] ? restore(views[light]) : undefined))
  } catch {
    return noViews()
  }
}

/** Whole or not at all, whenever the power goes. */
async function replace(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

function store({ edges, texture, steepness, learntMs }: View): StoredView {
  return {
    across: toBase64(edges.across),
    down: toBase64(edges.down),
    texture: Array.from(texture, (value) => Math.round(value * 1e4) / 1e4),
    steepness: Array.from(steepness, (value) => (Number.isNaN(value) ? null : Math.round(value * 1e4) / 1e4)),
    learntMs,
  }
}

function restore({ across, down, texture, steepness, learntMs }: StoredView): View {
  return {
    edges: { across: fromBase64(across), down: fromBase64(down) },
    texture: Float32Array.from(texture),
    steepness: Float32Array.from(steepness, (value) => value ?? Number.NaN),
    learntMs,
  }
}

function toBase64(edges: Float32Array): string {
  return Buffer.from(Int8Array.from(edges, (edge) => Math.round(edge * 127)).buffer).toString('base64')
}

function fromBase64(text: string): Float32Array {
  return Float32Array.from(new Int8Array(Buffer.from(text, 'base64')), (edge) => edge / 127)
}
