import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { projectRoot } from '../../runtime/project.ts'

export const clipNames = {
  visits: 'intel_one-by-one-person-detection.mp4',
  traffic: 'degirum_Traffic.mp4',
  empty: 'intel_preview_people-detection.mp4',
} as const

/** What people saw in the clips. */
export type ClipTruth = {
  readonly [clipNames.visits]: {
    readonly present_s: readonly (readonly [fromS: number, toS: number])[]
    readonly tolerance_s: number
  }
  readonly [clipNames.traffic]: {
    readonly fps: number
    readonly size: readonly [width: number, height: number]
    readonly line: readonly (readonly [x: number, y: number])[]
    readonly crossing_frames_bottom_edge: readonly number[]
    readonly tolerance_frames: number
  }
}

/** Real clips lie beside the project, not in it. */
export const clipsFolder = join(resolve(projectRoot, process.env.WATCHPOST_SHARED ?? '../shared'), 'clips')

/** @returns why the clips cannot be used, or nothing */
export function missingClips(folder: string): string | undefined {
  const missing = ['ground-truth.json', ...Object.values(clipNames)].filter((name) => !existsSync(join(folder, name)))
  return missing.length === 0
    ? undefined
    : `no ${missing.join(', ')} in ${folder}; set WATCHPOST_SHARED to the folder above`
}

export async function readClipTruth(folder: string): Promise<ClipTruth> {
  return JSON.parse(await readFile(join(folder, 'ground-truth.json'), 'utf8')) as ClipTruth
}
