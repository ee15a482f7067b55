/** What can be in the way when the collector opens, said with what to do about it. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'

export function openFolder(dataFolder: string): string {
  const folder = resolve(dataFolder)
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return folder
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new Error(
      `dataFolder: ${folder} cannot be written (${code}); give this user the right to, or choose another folder`,
      { cause: error },
    )
  }
}

export function explainListen(key: 'http' | 'mqtt', { host, port }: { host: string; port: number }) {
  return (error: NodeJS.ErrnoException): never => {
    const remedies: Record<string, string> = {
      EADDRINUSE: `port ${port} on ${host} is in use; stop the other program, or change ${key}.port`,
      EACCES: `port ${port} needs more rights than this user has; choose one above 1023 as ${key}.port`,
      EADDRNOTAVAIL: `${host} is no address of this machine; change ${key}.host`,
      ENOTFOUND: `${host} is not known as a name; change ${key}.host`,
    }
    throw new Error(`${key}: ${remedies[error.code ?? ''] ?? `cannot listen on ${host}:${port}: ${error.message}`}`, {
      cause: error,
    })
  }
}
