/** A mosquitto that really runs and can be killed; it writes what it must keep to its own folder, as one does in the field. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { waitFor } from '../e2e/stack.ts'

/** Debian's package puts it where only root looks. */
const path = `${process.env.PATH ?? ''}:/usr/sbin`

export const mosquittoMissing = (): string | undefined =>
  spawnSync('mosquitto', ['-h'], { env: { PATH: path }, stdio: 'ignore' }).error && 'mosquitto is not installed'

export type Mosquitto = {
  start(): Promise<void>
  kill(): Promise<void>
  /** What it has printed since its last start. */
  output(): string
  /** As a machine that was set up anew in place of one that burnt: no sessions, nothing retained. */
  empty(): void
}

export function createMosquitto(folder: string, port: number): Mosquitto {
  const file = join(folder, 'mosquitto.conf')
  const kept = join(folder, 'mosquitto')
  writeFileSync(
    file,
    [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      // Started by root it would become another user, who may not write here.
      'user root',
      'max_inflight_messages 1000',
      'persistence true',
      `persistence_location ${kept}/`,
      'autosave_interval 1',
      'log_dest stderr',
    ].join('\n'),
  )
  mkdirSync(kept, { recursive: true })
  let child: ChildProcess | undefined
  let output = ''

  return {
    async start() {
      child = spawn('mosquitto', ['-c', file], { env: { PATH: path }, stdio: ['ignore', 'ignore', 'pipe'] })
      output = ''
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
      await waitFor('mosquitto listens', () => answers(port))
    },
    output: () => output,
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
    empty() {
      rmSync(kept, { recursive: true, force: true })
      mkdirSync(kept)
    },
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } finally {
    socket.destroy()
  }
}
