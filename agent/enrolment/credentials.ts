/** The secret that a box is known by at its collector, in a file that only the user of the agent may read. */
import { readFileSync } from 'node:fs'
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { AgentIdentity } from '../../wire/topics.ts'

const Credentials = Type.Object({
  site: Type.String(),
  agent: Type.String(),
  secret: Type.String({ minLength: 32 }),
  /** PEM of the authority that its collector is certified by; without it, whom the system trusts. */
  ca: Type.Optional(Type.String()),
})
export type Credentials = Static<typeof Credentials>

const validator = Compile(Credentials)

/** The one that the collector knows, and one that it is being told. */
export type CredentialsKind = 'known' | 'offered'

const names = { known: 'credentials.json', offered: 'credentials.offered.json' } as const

/** @throws Error naming the file when it holds something else */
export function readCredentials(dataFolder: string, kind: CredentialsKind = 'known'): Credentials | undefined {
  const file = join(dataFolder, names[kind])
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${file}: cannot be read; enrol this agent anew: npm run agent -- enrol CODE`, { cause: error })
  }
  if (validator.Check(value)) return value
  throw new Error(`${file}: holds no credentials; enrol this agent anew: npm run agent -- enrol CODE`)
}

/** On disk, whole, when it resolves. */
export async function writeCredentials(dataFolder: string, kind: CredentialsKind, value: Credentials): Promise<void> {
  const file = join(dataFolder, names[kind])
  const part = `${file}.part`
  await mkdir(dirname(file), { recursive: true })
  await rm(part, { force: true })
  const handle = await open(part, 'wx', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify(value)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await chmod(part, 0o600)
  await rename(part, file)
}

/** What was offered is known now. */
export function acceptCredentials(dataFolder: string): Promise<void> {
  return rename(join(dataFolder, names.offered), join(dataFolder, names.known))
}

/** What an agent says to a broker that asks nothing else: `undefined` while it is not enrolled. */
export function brokerLogin(credentials: Credentials | undefined): { username: string; password: string } | undefined {
  return credentials && { username: loginName(credentials), password: credentials.secret }
}

/** RFC 7617, for what it uploads. */
export function authorizationOf(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined) return undefined
  return `Basic ${Buffer.from(`${loginName(credentials)}:${credentials.secret}`).toString('base64')}`
}

function loginName({ site, agent }: AgentIdentity): string {
  return `${site}/${agent}`
}
