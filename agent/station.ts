import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readClockQuality } from '../runtime/clock-quality.ts'
import type { Closing } from '../runtime/closing.ts'
import { ConfigError } from '../runtime/config.ts'
import type { Log } from '../runtime/log.ts'
import type { ClockQuality } from '../wire/event.ts'
import type { AgentIdentity } from '../wire/topics.ts'
import type { AgentConfig } from './config.ts'
import { ffmpegVersion } from './decode/ffmpeg.ts'
import { type Detectors, openDetectors } from './detectors.ts'
import { type Credentials, readCredentials } from './enrolment/credentials.ts'
import { reportEvictions } from './evictions.ts'
import { type Hiding, openHiding } from './hiding.ts'
import { type MediaFolder, openMediaFolder } from './media/media-folder.ts'
import { createNotices } from './notices.ts'
import { type Outbox, openOutbox } from './outbox/outbox.ts'
import { type Trust, trustOf } from './trust.ts'

/** What all cameras of an agent share. */
export type Station = {
  readonly config: AgentConfig
  /** Short hash of the config, passwords left out: why an event of today differs from one of yesterday. */
  readonly configHash: string
  readonly identity: AgentIdentity
  /** What it is known by at its collector, once it is enrolled. */
  readonly credentials: Credentials | undefined
  readonly trust: Trust
  /** Makes event ids unique: `site/agent/boot`. */
  readonly origin: string
  readonly detectors: Detectors
  readonly hiding: Hiding
  readonly outbox: Outbox
  readonly media: MediaFolder
  /** Where it is kept what cameras usually see. */
  readonly viewsFolder: string
  readonly ffmpeg: string | undefined
  readonly startedAt: number
  readonly clock: () => ClockQuality
  readonly now: () => number
}

const clockEveryMs = 60_000

/**
 * Opens what all cameras share, and registers how it is closed.
 * @throws ConfigError, DetectorError or Error naming what cannot be opened
 */
export async function openStation(config: AgentConfig, log: Log, closing: Closing): Promise<Station> {
  const { site, agent, dataFolder } = config
  const identity = { site, agent }
  const credentials = ownCredentials(dataFolder, identity)
  const trust = trustOf(config, credentials)
  const detectors = await openDetectors(config, closing)
  const hiding = await openHiding(config, log, closing)
  makeFolder(dataFolder)
  const clock = await followClock(closing)
  const notices = createNotices(Date.now, clock)
  const configHash = hashConfig(config)
  const outbox = openOutbox({
    ...{ file: join(dataFolder, 'outbox.db'), identity, now: Date.now, declare: notices.lost },
    started: () => notices.started({ model: detectors.about.model, config: configHash }),
  })
  closing.add('outbox', () => outbox.close())
  reportOpening(outbox, log)
  const media = openMediaFolder(join(dataFolder, 'media'), config.mediaMaxBytes)
  closing.add('evictions', reportEvictions({ media, notice: notices.evicted, append: outbox.append }))
  return {
    config,
    configHash,
    credentials,
    trust,
    identity,
    origin: `${site}/${agent}/${outbox.boot}`,
    detectors,
    hiding,
    outbox,
    media,
    viewsFolder: join(dataFolder, 'views'),
    ffmpeg: await ffmpegVersion(),
    startedAt: Date.now(),
    clock,
    now: Date.now,
  }
}

function reportOpening({ setAside, status }: Outbox, log: Log): void {
  if (setAside !== undefined) log.error({ file: setAside }, 'the outbox was damaged and is set aside')
  const { failure } = status()
  if (failure !== undefined) log.error({ failure }, 'events wait in memory until the disk can be written')
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ConfigError([
      `dataFolder: "${folder}" cannot be made (${code}); choose a folder that this user may write`,
    ])
  }
}

async function followClock(closing: Closing): Promise<() => ClockQuality> {
  let quality = await readClockQuality(Date.now())
  const timer = setInterval(() => {
    void readClockQuality(Date.now()).then((read) => {
      quality = read
    })
  }, clockEveryMs)
  closing.add('clock', () => clearInterval(timer))
  return () => quality
}

export function hashConfig(config: AgentConfig): string {
  const text = JSON.stringify(config, (key, value: unknown) => (key === 'password' ? undefined : value))
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

/** @throws ConfigError when they are of another box, whose name this one would take */
function ownCredentials(dataFolder: string, { site, agent }: AgentIdentity): Credentials | undefined {
  const credentials = readCredentials(dataFolder)
  if (credentials === undefined || (credentials.site === site && credentials.agent === agent)) return credentials
  throw new ConfigError([
    `dataFolder: ${dataFolder} is of ${credentials.site}/${credentials.agent}, and the config says ${site}/${agent}; ` +
      'set site and agent back, or choose another dataFolder and enrol anew',
  ])
}
