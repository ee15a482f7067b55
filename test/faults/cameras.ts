import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventRecord } from '../../wire/rest.ts'
import { createChance } from '../simulation/chance.ts'
import { type CameraClips, cameraClips } from './camera-clips.ts'
import {
  type CameraWorld,
  camerasMissing,
  createCameraWorld,
  type Login,
  type Sight,
  untilLive,
} from './camera-world.ts'
import { endure, type Ordeal } from './endure.ts'
import type { Line, Table } from './line.ts'

const login: Login = { user: 'admin', password: 'right' }

type CameraFault = Pick<Line, 'name' | 'fault'> & {
  readonly login?: Login
  /** Filmed before anything runs: what films holds up the network before the camera. */
  readonly clip?: keyof CameraClips
  readonly ordeal: Ordeal
}

const faults: readonly CameraFault[] = [
  {
    name: 'camera-killed',
    fault: 'camera without power for 40 s',
    ordeal: {
      breaks: (world) => world.stopCamera(),
      told: isDown,
      lastsMs: 40_000,
      mends: (world) => world.startCamera(world.clips.street),
      isBack: isLive,
    },
  },
  {
    name: 'camera-hung',
    fault: 'camera hangs, its connections stay open, for 40 s',
    ordeal: {
      breaks: (world) => process.kill(world.server().pid, 'SIGSTOP'),
      told: isDown,
      lastsMs: 30_000,
      mends: (world) => process.kill(world.server().pid, 'SIGCONT'),
      isBack: isLive,
    },
  },
  {
    name: 'camera-frozen',
    fault: 'frozen picture',
    clip: 'frozen',
    ordeal: {
      breaks: (world) => world.server().show(world.clips.frozen),
      told: (sight) => openEvent(sight, 'camera.frozen'),
      lastsMs: 10_000,
      mends: (world) => world.server().show(world.clips.street),
      isBack: (sight) => isLive(sight) && openEvent(sight, 'camera.frozen') === undefined,
    },
  },
  {
    name: 'camera-login',
    fault: 'wrong password',
    login,
    ordeal: {
      // The agent has the wrong one from its start.
      breaks: (world) => world.startAgent(),
      told: isDown,
      lastsMs: 75_000,
      mends: (world) => world.server().setPassword('wrong'),
      isBack: isLive,
      // It answers all the time: to try more often would lock the account in many a camera.
      maxBackMs: 35_000,
      more: pausesOf,
    },
  },
  {
    name: 'camera-codec',
    fault: 'codec changes from H.264 to H.265',
    clip: 'h265',
    ordeal: {
      breaks: (world) => world.stopCamera(),
      told: isDown,
      lastsMs: 0,
      mends: (world) => world.startCamera(world.clips.h265, 'h265'),
      isBack: isLive,
    },
  },
  {
    name: 'camera-resolution',
    fault: 'resolution changes within the stream',
    clip: 'small',
    ordeal: {
      breaks: (world) => world.server().show(world.clips.small),
      told: wasDown,
      lastsMs: 0,
      isBack: isLive,
    },
  },
  {
    name: 'camera-loss',
    fault: '50 % of the packets of video lost',
    ordeal: {
      breaks(world, seed) {
        const chance = createChance(seed)
        world.proxy.lose(() => chance.of(0.5))
      },
      told: (sight) => openEvent(sight, 'camera.lossy') ?? isDown(sight),
      lastsMs: 20_000,
      mends: (world) => world.proxy.lose(() => false),
      isBack: (sight) => isLive(sight) && openEvent(sight, 'camera.lossy') === undefined,
      // With the next key frame its pictures are whole again; the event ends when they have been so for three seconds.
      maxBackMs: 8_000,
    },
  },
  ...(['die', 'memory'] as const).map((what) => ({
    name: what === 'die' ? 'detector-dead' : 'detector-memory',
    fault: what === 'die' ? 'thread of the detector dies at every picture' : 'thread of the detector takes all memory',
    ordeal: {
      breaks: (world: CameraWorld) => writeFileSync(world.detectorFile, what),
      told: isDegraded,
      lastsMs: 8_000,
      isSilent: true,
      mends: (world: CameraWorld) => rmSync(world.detectorFile),
      isBack: isLive,
    },
  })),
  {
    name: 'detector-hung',
    fault: 'detector hangs',
    ordeal: {
      breaks: (world) => writeFileSync(world.detectorFile, 'hang'),
      told: isDegraded,
      lastsMs: 0,
      isBack: isLive,
    },
  },
]

/** Whether it is told truthfully how a camera is. */
export const cameras: Table = {
  columns: ['told as', 'told after, s', 'back after, s'],
  lines: faults.map(
    ({ name, fault, login, clip, ordeal }): Line => ({
      ...{ name, fault, impossible: camerasMissing },
      async run(seed, _scale, progress) {
        if (clip !== undefined) progress(`filmed ${cameraClips[clip]}`)
        const world = await createCameraWorld(login)
        try {
          if (login === undefined) {
            world.startAgent()
            progress('the agent learns what the camera sees')
            await untilLive(world)
            await sleep(learnMs)
          }
          return await endure(world, ordeal, seed, progress)
        } finally {
          await world.close()
        }
      },
    }),
  ),
}

/** How lively a picture is shows after some looks at it. */
const learnMs = 15_000

function isLive({ camera }: Sight): boolean {
  return camera.status === 'live'
}

function isDown({ camera }: Sight): string | undefined {
  return camera.status === 'down' ? `down: ${camera.reason}` : undefined
}

/** Also when it is back already. */
function wasDown({ camera }: Sight, brokenAt: number): string | undefined {
  return camera.status === 'live' && (camera.since ?? 0) > brokenAt ? 'down' : isDown({ camera, events: [] })
}

function isDegraded({ camera, events }: Sight): string | undefined {
  const event = openEvent({ camera, events }, 'detector.failed')
  return camera.status === 'degraded' && event !== undefined ? `degraded: ${camera.reason}; ${event}` : undefined
}

function openEvent({ events }: Sight, type: string): string | undefined {
  const isOpen = ({ phase, ...event }: EventRecord) => event.type === type && (phase === 'start' || phase === 'update')
  return events.some(isOpen) ? type : undefined
}

/** What the agent said that it would wait between attempts. */
function pausesOf(world: CameraWorld): string {
  const pauses = [
    ...world
      .agent()
      .output()
      .matchAll(/"retryInMs":(\d+)/g),
  ].map(([, ms]) => Number(ms) / 1_000)
  return `pauses between attempts of ${pauses.map((seconds) => seconds.toFixed(1)).join(', ')} s`
}
