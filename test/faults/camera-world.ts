/** One camera, the real agent that watches it with the built-in detector, and a collector, which is asked how the camera is. */
import { join } from 'node:path'
import type { CameraRecord, EventRecord } from '../../wire/rest.ts'
import { wholePicture } from '../e2e/ground-truth.ts'
import { openRtpProxy, type RtpProxy } from '../e2e/rtp-proxy.ts'
import { hasRtspServer, type RtspServer, startRtspServer } from '../e2e/rtsp.ts'
import { createStack, freePort, type RunningProgram, waitFor } from '../e2e/stack.ts'
import { type CameraClips, cameraClips } from './camera-clips.ts'
import { programs } from './compile.ts'

export type CameraWorld = {
  readonly clips: CameraClips
  readonly proxy: RtpProxy
  /** Written into, it says what becomes of the detector's thread; see `sabotage.ts`. */
  readonly detectorFile: string
  server(): RtspServer
  /** Pulls the plug. */
  stopCamera(): Promise<void>
  startCamera(clip: string, codec?: 'h264' | 'h265'): Promise<void>
  startAgent(): void
  agent(): RunningProgram
  /** What the collector says of it. */
  look(): Promise<Sight>
  close(): Promise<void>
}

export type Sight = {
  readonly camera: CameraRecord
  /** Of all types, the newest first. */
  readonly events: readonly EventRecord[]
}

export type Login = { readonly user: string; readonly password: string }

export function camerasMissing(): string | undefined {
  return hasRtspServer
    ? undefined
    : "no RTSP server: Debian's gir1.2-gst-rtsp-server-1.0 and python3-gi are not installed"
}

/** @param login what the camera asks for; the agent knows another password */
export async function createCameraWorld(login?: Login): Promise<CameraWorld> {
  const stack = await createStack()
  const port = await freePort()
  const proxy = await openRtpProxy(port)
  const detectorFile = join(stack.folder, 'detector')
  let server: RtspServer | undefined
  let agent: RunningProgram | undefined

  const world: CameraWorld = {
    ...{ clips: cameraClips, proxy, detectorFile },
    server: () => known(server),
    async stopCamera() {
      await server?.stop()
    },
    async startCamera(clip, codec = 'h264') {
      server = await startRtspServer({ clip, codec, loop: true, port, ...login })
    },
    startAgent() {
      const source = {
        url: `rtsp://127.0.0.1:${proxy.port}/cam`,
        ...(login && { username: login.user, password: 'wrong' }),
      }
      const rules = [{ name: 'picture', type: 'zone', points: wholePicture }]
      // Health as often as it is by default: what changes is told at once.
      agent = stack.startAgent(
        [{ id: 'street', source, rules }],
        'street-64',
        { healthMs: 30_000 },
        {
          NODE_OPTIONS: `--require ${programs.sabotage}`,
          WATCHPOST_DETECTOR: detectorFile,
        },
      )
    },
    agent: () => known(agent),
    async look() {
      const [[record], events] = await Promise.all([stack.agents(), stack.events()])
      return { camera: known(record?.cameras[0]), events }
    },
    async close() {
      await stack.close()
      proxy.close()
      await server?.stop()
    },
  }
  try {
    await stack.startCollector()
    await world.startCamera(cameraClips.street)
    return world
  } catch (error) {
    await world.close()
    throw error
  }
}

/** Resolves when the camera is live and something has been seen before it. */
export async function untilLive(world: CameraWorld): Promise<void> {
  await waitFor(
    'the camera is live',
    async () => {
      const { camera, events } = await world.look()
      return camera.status === 'live' && events.length > 0
    },
    { whileRuns: world.agent(), timeoutMs: 60_000 },
  )
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('faults: not started yet')
  return value
}
