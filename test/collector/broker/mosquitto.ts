/** A mosquitto that really runs, on a free port, with a folder that is gone when the test is. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** Debian's package puts it where only root looks. */
const path = `${process.env.PATH ?? ''}:/usr/sbin`

export const mosquittoMissing = ((): string | undefined => {
  try {
    execFileSync('mosquitto', ['-h'], { env: { PATH: path }, stdio: 'ignore' })
    return undefined
  } catch (error) {
    // It shows its help with a status of its own.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'mosquitto is not installed' : undefined
  }
})()

if (mosquittoMissing !== undefined) console.warn(`skipped: a broker of one's own: ${mosquittoMissing}`)

export type Mosquitto = {
  readonly url: string
  start(): Promise<void>
  /** SIGKILL: what it had in memory is gone. */
  kill(): Promise<void>
}

export async function startMosquitto(): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-mosquitto-'))
  const port = await freePort()
  const file = join(folder, 'mosquitto.conf')
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 1000\n`)
  let child: ChildProcess | undefined
  const mosquitto: Mosquitto = {
    url: `mqtt://127.0.0.1:${port}`,
    async start() {
      child = spawn('mosquitto', ['-c', file], { env: { PATH: path }, stdio: 'ignore' })
      while (!(await answers(port))) await sleep(20)
    },
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
  onTestFinished(async () => {
    await mosquitto.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  await mosquitto.start()
  return mosquitto
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const outcome = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false)
  socket.destroy()
  return outcome
}
