import { existsSync } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openDetector } from '../../agent/detect/detector.ts'
import { loadManifest } from '../../models/manifest.ts'
import { projectRoot } from '../../runtime/project.ts'
import type { TeacherBox } from './teacher-score.ts'
import { framesOf, startAt, type Video } from './watch.ts'

export const teacherModel = 'yolox-nano-416'

const minScore = 0.35
const classes = ['Human', 'Vehicle']
const timeoutMs = 60_000

type Seen = Record<number, TeacherBox[]>

/** @returns why there is no teacher, or nothing */
export function missingTeacher(modelsFolder: string): string | undefined {
  if (!existsSync(join(modelsFolder, `${teacherModel}.json`)))
    return `${modelsFolder} has no manifest ${teacherModel}.json`
  const { file } = loadManifest(modelsFolder, teacherModel)
  if (existsSync(join(modelsFolder, file))) return undefined
  return `the weights of ${teacherModel} are not in ${modelsFolder}; run: npm run models -- pull ${teacherModel}`
}

/**
 * What the teacher sees in each frame of a clip, by milliseconds from its beginning; kept in data/ for the next time.
 * @throws Error, DetectorError
 */
export async function askTeacher(video: Video, modelsFolder: string, signal: AbortSignal): Promise<Seen> {
  const manifest = loadManifest(modelsFolder, teacherModel)
  const { fps, width, name, file } = video
  const { size } = await stat(file)
  const key = [name, size, manifest.sha256.slice(0, 8), fps, width].join('-')
  const kept = join(projectRoot, 'data', 'evaluate', `${key}.json`)
  if (existsSync(kept)) return JSON.parse(await readFile(kept, 'utf8')) as Seen
  const modelFile = join(modelsFolder, manifest.file)
  const detector = await openDetector({ manifest, modelFile, threads: 2, minScore, timeoutMs, signal })
  const seen: Seen = {}
  try {
    for await (const frame of framesOf(video, signal)) {
      const { detections } = await detector.detect(frame)
      seen[frame.at - startAt] = detections
        .filter((detection) => classes.includes(detection.class))
        .map((detection) => ({ class: detection.class, box: detection.box }))
    }
  } finally {
    await detector.close()
  }
  await mkdir(dirname(kept), { recursive: true })
  await writeFile(kept, JSON.stringify(seen))
  return seen
}
