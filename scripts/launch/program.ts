import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pretty from 'pino-pretty'
import { projectRoot } from '../../runtime/project.ts'
import { type CameraDown, cameraDownWords } from './camera-down.ts'

export type ProgramName = 'agent' | 'collector'

export type Program = {
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<ProgramName>
  /** Waits until an address answers; false when the program ended, or the signal aborted, before that. */
  answers(url: string, signal: AbortSignal): Promise<boolean>
  /** SIGTERM, then, when that is not heard, SIGKILL. Resolves when it has ended. */
  stop(): Promise<void>
}

const killMs = 10_000

/** Starts one of our programs in a process group of its own, so that Ctrl-C reaches it through us, in order. */
export function startProgram(name: ProgramName, config: string): Program {
  const [command, args] = commandOf(name)
  const child = spawn(command, [...args, '--config', config], {
    cwd: projectRoot,
    env: { ...process.env, NODE: process.execPath },
    detached: true,
    // The channel tells the program when we are gone without having stopped it.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  let hasExited = false
  const exited = new Promise<ProgramName>((resolve) => {
    child.once('exit', () => {
      hasExited = true
      resolve(name)
    })
  })
  showLog(child, name)
  return {
    exited,
    async answers(url, signal) {
      while (!hasExited && !signal.aborted) {
        const response = await fetch(url, { signal }).catch(() => undefined)
        if (response !== undefined) return true
        await sleep(100)
      }
      return false
    },
    async stop() {
      if (hasExited) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), killMs)
      await exited
      clearTimeout(timer)
    },
  }
}

/** The agent is started by a script, which has it take less memory. */
function commandOf(name: ProgramName): [command: string, args: string[]] {
  if (name === 'agent') return [join(projectRoot, 'scripts', 'agent'), []]
  return [process.execPath, [join(projectRoot, 'dist', name, 'main.js')]]
}

/** Its log, a readable line each. */
function showLog(child: ChildProcess, name: ProgramName): void {
  const format = pretty.prettyFactory({
    colorize: process.stdout.isTTY,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'program',
    singleLine: true,
    messageFormat: `${name.padEnd(9)} {msg}`,
  })
  if (child.stdout === null) return
  createInterface({ input: child.stdout }).on('line', (line) => process.stdout.write(readable(line, format)))
}

function readable(line: string, format: (value: object) => string): string {
  try {
    const entry = JSON.parse(line) as { msg?: string; attempt?: number } & CameraDown
    if (entry.msg !== 'camera down') return format(entry)
    // Each try is in the log of a service; a person at a terminal is told once.
    return entry.attempt === 1 ? `\n  ${cameraDownWords(entry, process.env)}\n\n` : ''
  } catch {
    return `${line}\n`
  }
}
