import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createShrink } from '../../../agent/motion/shrink.ts'
import { createPictureWatch, type PictureFault, pictureFaults } from '../../../agent/watch/picture-watch.ts'
import { projectRoot } from '../../../runtime/project.ts'
import { hasShared, shared } from '../../shared.ts'
import { make, open, startAt } from '../decode/play.ts'

const width = 480
const faultFromS = 14
const withinS = 10

const clips = [
  'degirum_Traffic.mp4',
  'intel_car-detection.mp4',
  'intel_one-by-one-person-detection.mp4',
  'intel_preview_worker-zone-detection.mp4',
] as const

/** One clip for each fault takes a fifth of the time of all of them: `WATCHPOST_ALL=1` is for who changes the watch. */
const isWhole = process.env.WATCHPOST_ALL === '1'

const from = `enable='gte(t,${faultFromS})'`
const size = `${width}:270`
/** What befalls the camera, as ffmpeg's filters do it to a picture of that size at five frames a second. */
const filters: Readonly<Record<string, readonly [PictureFault, string]>> = {
  'the same frame for ever': ['frozen', `trim=end=${faultFromS},tpad=stop_mode=clone:stop_duration=${withinS + 1}`],
  'a flat brown colour': ['covered', `drawbox=t=fill:color=0x6a5a50:${from}`],
  'fading into a wall': ['covered', `fade=t=out:st=${faultFromS}:d=1:color=0x909088`],
  'out of focus': ['defocused', `gblur=sigma=3:${from}`],
  'turned by seven degrees': ['moved', `rotate=a='if(gte(t,${faultFromS}),0.12,0)'`],
  'another part of the view': [
    'moved',
    `split[a][b];[b]crop=iw*0.9:ih*0.9:iw*0.1:0,scale=${size}[c];[a][c]overlay=${from}`,
  ],
  'hardly any light': ['dark', `eq=brightness=-0.62:${from}`],
}

const folder = mkdtempSync(join(tmpdir(), 'watchpost-watch-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Told = { readonly kind: string; readonly phase: string; readonly seconds: number }

async function watch(url: string): Promise<{ told: Told[]; lookUs: number; seconds: number }> {
  const { look } = createPictureWatch({
    checks: new Set(pictureFaults),
    frozenMs: 7_000,
    relearnMs: 3_600_000,
    createShrink,
    views: [],
    keep: () => undefined,
  })
  const told: Told[] = []
  const times: number[] = []
  let seconds = 0
  for await (const frame of open({ url, realTime: false, loop: false, startAt, width, fps: 5 }).frames) {
    const began = performance.now()
    const faults = look(frame)
    times.push((performance.now() - began) * 1_000)
    seconds = (frame.at - startAt) / 1_000
    told.push(...faults.map(({ kind, phase }) => ({ kind, phase, seconds })))
  }
  // Four frames of five are not looked at.
  return { told, lookUs: times.toSorted((a, b) => b - a)[Math.floor(times.length / 10)] ?? 0, seconds }
}

function film(clip: string, filter: string): string {
  const file = join(folder, 'film.mp4')
  const chain = `fps=5,scale=${size},${filter}`
  make(
    file,
    ...['-stream_loop', '30', '-i', shared('clips', clip), '-t', String(faultFromS + withinS + 1), '-an', '-vf', chain],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '24', '-g', '10', '-pix_fmt', 'yuv420p'],
  )
  return file
}

const streets = join(projectRoot, 'scripts', 'street', 'sample')
const films = [
  ...(hasShared
    ? readdirSync(shared('clips'))
        .filter((name) => name.endsWith('.mp4') && (isWhole || name === clips[0]))
        .map((name) => shared('clips', name))
    : []),
  ...(existsSync(join(streets, 'street.mp4')) ? [join(streets, 'street.mp4')] : []),
]

describe.skipIf(!hasShared)('cameras of real clips', () => {
  it('that nobody has touched are well', { timeout: 120_000 }, async () => {
    const all: object[] = []
    for (const url of films) {
      const { told, lookUs, seconds } = await watch(url)
      all.push({ clip: url.split('/').at(-1), seconds, faults: told.length, lookUs: Math.round(lookUs) })
      expect.soft(told, url).toEqual([])
    }
    console.table(all)
  })

  const faults = Object.entries(filters).map(([what, [kind, filter]], index) => ({ what, kind, filter, index }))

  it.each(faults)('$what: $kind', { timeout: 120_000 }, async ({ what, kind, filter, index }) => {
    const rows: object[] = []
    for (const clip of isWhole ? clips : [clips[index % clips.length] as string]) {
      const { told } = await watch(film(clip, filter))
      const starts = told.filter(({ phase }) => phase === 'start')
      rows.push({
        clip,
        fault: what,
        told: starts.map((s) => `${s.kind} after ${(s.seconds - faultFromS).toFixed(1)} s`).join(', '),
      })
      expect
        .soft(
          starts.map((start) => start.kind),
          clip,
        )
        .toEqual([kind])
      expect.soft((starts[0]?.seconds ?? Infinity) - faultFromS, clip).toBeLessThanOrEqual(withinS)
    }
    console.table(rows)
  })
})
