/** `npm run agent -- replay VIDEO --config FILE`: from the command line to what a person reads. */
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { createClosing } from '../runtime/closing.ts'
import { loadConfig } from '../runtime/config.ts'
import { createLog } from '../runtime/log.ts'
import { drawnRules } from './birth.ts'
import { checkCameras } from './check-cameras.ts'
import { AgentConfig, type CameraConfig } from './config.ts'
import { videoLengthMs } from './decode/ffmpeg.ts'
import { SourceError } from './decode/source-error.ts'
import { checkPicture, openPicture } from './replay/picture.ts'
import { createProgress } from './replay/progress.ts'
import { ReplayError } from './replay/replay-error.ts'
import { tableRow } from './replay/table.ts'
import { parseStart, position } from './replay/times.ts'
import type { Words } from './replay/words.ts'
import { type ReplayOptions, replay } from './replay.ts'

export type ReplayFlags = {
  /** Path of the config file. */
  readonly config: string
  /** Path of the video. */
  readonly video: string
  readonly camera?: string
  readonly json: boolean
  /** Path of the picture. */
  readonly picture?: string
  readonly start?: string
}

export type Terminal = {
  readonly output: NodeJS.WritableStream
  readonly errors: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly words: Words
  readonly env: NodeJS.ProcessEnv
  /** What was found until it aborts is told. */
  readonly signal: AbortSignal
}

/**
 * Prints what the rules of a camera report of a video: a table, or the messages themselves.
 * @returns whether the whole video was replayed
 * @throws ReplayError, ConfigError, DetectorError or Error with a sentence for a person
 */
export async function replayCommand(flags: ReplayFlags, terminal: Terminal): Promise<boolean> {
  const { video, json } = flags
  const { words, output, errors, signal } = terminal
  const { config, camera, startAt } = prepare(flags, terminal)
  const heading = words.heading(basename(video), camera.name ?? camera.id, config.detector.model, camera.fps)
  const shown = { title: heading, rules: drawnRules(camera), words, startAt, fps: camera.fps }
  const picture = flags.picture === undefined ? undefined : openPicture(flags.picture, shown)
  const progress = createProgress({ output: errors, lengthMs: await videoLengthMs(video), words, now })
  // Of messages nothing else goes to where they go.
  const say = (line: string) => print(json ? errors : output, line)
  await say(heading)
  if (startAt === undefined) await say(words.noStart)

  const counts: Counts = { events: 0, frames: 0, lastMs: 0 }
  const options: ReplayOptions = {
    ...{ config, camera, video, signal, log: createLog('replay', 'warn', errors) },
    ...(startAt !== undefined && { startAt }),
    async onMessage({ message, text }) {
      if (message.phase === 'start' || message.phase === 'pulse') counts.events += 1
      const line = json ? text : tableRow(message, { startAt, words })
      if (line === undefined) return
      progress.clear()
      await print(output, line)
    },
    async onMoment(moment) {
      await picture?.add(moment)
      if (moment.seen === undefined) return
      counts.frames += 1
      counts.lastMs = moment.seen.frame.at - (startAt ?? 0)
      progress.show(counts.lastMs, counts.events)
    },
  }
  const isWhole = await runToEnd(options, terminal).finally(progress.clear)
  const pictured = (await picture?.finish()) ?? []
  if (!isWhole) await say(words.stopped)
  if (counts.events === 0) await say(words.noEvents)
  await say(summary(counts, progress.speed(counts.lastMs), words))
  for (const line of pictured) await say(line)
  return isWhole
}

type Counts = { events: number; frames: number; lastMs: number }

/** Finds what is wrong before anything runs. */
function prepare({ video, picture, start, config: file, camera }: ReplayFlags, { words, env }: Terminal) {
  checkVideo(video, words)
  if (picture !== undefined) checkPicture(picture, video, words)
  const startAt = start === undefined ? undefined : toStart(start, words)
  const config = loadConfig(AgentConfig, file, env)
  checkCameras(config, file)
  return { config, startAt, camera: chooseCamera(config.cameras, camera, file, words) }
}

/** @returns whether it came to its end, and was not stopped */
async function runToEnd(options: ReplayOptions, { words, signal }: Terminal): Promise<boolean> {
  const closing = createClosing()
  try {
    await replay(options, closing)
    return true
  } catch (error) {
    if (signal.aborted) return false
    if (!(error instanceof SourceError)) throw error
    throw new ReplayError(words.unreadable(options.video, error.reason, error.message), { cause: error })
  } finally {
    await closing.close()
  }
}

function summary({ events, frames, lastMs }: Counts, speed: number, words: Words): string {
  const seconds = Math.round(lastMs / Math.max(speed, Number.MIN_VALUE) / 1000)
  return words.summary({ events, frames, video: position(lastMs), seconds, speed: words.number(speed, 1) })
}

function checkVideo(video: string, words: Words): void {
  const found = statSync(video, { throwIfNoEntry: false })
  if (found === undefined) throw new ReplayError(words.noVideo(video))
  if (found.isDirectory()) throw new ReplayError(words.notAFile(video))
}

function toStart(text: string, words: Words): number {
  const startAt = parseStart(text)
  if (startAt === undefined) throw new ReplayError(words.badStart(text))
  return startAt
}

function chooseCamera(
  cameras: readonly CameraConfig[],
  asked: string | undefined,
  file: string,
  words: Words,
): CameraConfig {
  const known = cameras.map(({ id }) => id)
  if (known.length === 0) throw new ReplayError(words.noCameras(file))
  if (asked === undefined && known.length > 1) throw new ReplayError(words.whichCamera(known, file))
  const camera = asked === undefined ? cameras[0] : cameras.find(({ id }) => id === asked)
  if (camera === undefined) throw new ReplayError(words.unknownCamera(asked ?? '', known, file))
  if (camera.rules.length === 0) throw new ReplayError(words.noRules(camera.id, file))
  return camera
}

/** Waits while whoever reads is slow. */
async function print(stream: NodeJS.WritableStream, line: string): Promise<void> {
  if (!stream.write(`${line}\n`)) await once(stream, 'drain')
}

function now(): number {
  return performance.now()
}
