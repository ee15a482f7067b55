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

export type MosquittoOptions = {
  /** Whoever connects says who they are, and is believed: only what they may do is asked. */
  readonly acl?: string
  /** PEM. */
  readonly tls?: { readonly key: string; readonly certificate: string }
}

export async function startMosquitto({ acl, tls }: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-mosquitto-'))
  const port = await freePort()
  const file = join(folder, 'mosquitto.conf')
  const given = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o644 })
    return join(folder, name)
  }
  const lines = [
    `listener ${port} 127.0.0.1`,
    ...['allow_anonymous true', 'max_inflight_messages 1000', 'user root'],
    ...(acl === undefined ? [] : [`acl_file ${given('acl', acl)}`]),
    ...(tls === undefined ? [] : [`certfile ${given('c.pem', tls.certificate)}`, `keyfile ${given('k.pem', tls.key)}`]),
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  let child: ChildProcess | undefined
  const mosquitto: Mosquitto = {
    url: `${tls === undefined ? 'mqtt' : 'mqtts'}://127.0.0.1:${port}`,
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
