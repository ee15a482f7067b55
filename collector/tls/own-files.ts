/** The authority of one's own and its newest certificate, in files that only the user of the collector may read. */
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { KeyPair } from './authority.ts'
import { type Certificate, readCertificate, readTrusted, type Trusted } from './certificate.ts'

const dayMs = 86_400_000
/** A third of its time: a box that is switched off for a month finds a good one. */
export const renewBeforeMs = 30 * dayMs
/** No clock of ours is right that says an earlier time. */
const earliest = Date.UTC(2025, 0, 1)

/** The key and the certificate of the authority in one file, so that they are never of two; and the latter alone, to be given away. */
const files = { authority: 'authority.pem', public: 'ca.pem', certificate: 'certificate.pem' } as const

export type OwnFiles = {
  readonly trusted: Trusted
  /** To be given to whoever is to trust it. */
  readonly publicFile: string
  /** Reads the certificate, or issues another when there is none, when it ends soon, or when a name is missing. */
  certificate(): Promise<Certificate>
  /** Issues another, whatever there is. */
  renew(): Promise<Certificate>
}

export type OwnOptions = {
  /** dataFolder of the collector. */
  readonly dataFolder: string
  /** What people read of the authority in their browser. */
  readonly name: string
  /** Besides those of this machine. */
  readonly names: readonly string[]
  readonly now: () => number
}

/** Makes the authority when there is none. @throws Error in one sentence */
export async function openOwnFiles({ dataFolder, name, names, now }: OwnOptions): Promise<OwnFiles> {
  const folder = join(dataFolder, 'tls')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const authorityFile = join(folder, files.authority)
  const publicFile = join(folder, files.public)
  const certificateFile = join(folder, files.certificate)
  const authority = await readOrMake(authorityFile, name, now())
  const trusted = readTrusted(authority.certificate, authorityFile)
  writeWhole(publicFile, trusted.pem, 0o644)

  const read = (): Certificate | undefined => {
    const text = readIfThere(certificateFile)
    return text === undefined ? undefined : readCertificate(text, text, same(certificateFile))
  }

  const renew = async (): Promise<Certificate> => {
    const { issueCertificate } = await import('./authority.ts')
    const issued = await issueCertificate(authority, ownNames(names), now())
    writeWhole(certificateFile, `${issued.key}${issued.certificate}${authority.certificate}`, 0o600)
    return readCertificate(issued.certificate + authority.certificate, issued.key, same(certificateFile))
  }

  return {
    trusted,
    publicFile,
    renew,
    async certificate() {
      const known = read()
      return known !== undefined && isGood(known, trusted, ownNames(names), now()) ? known : renew()
    },
  }
}

function isGood(
  { chain, validFrom, validTo, names }: Certificate,
  { pem }: Trusted,
  wanted: readonly string[],
  now: number,
): boolean {
  const covered = new Set(names.map(canonicalName))
  return (
    chain.includes(pem.trim()) &&
    validFrom <= now &&
    now < validTo - renewBeforeMs &&
    wanted.every((name) => covered.has(canonicalName(name)))
  )
}

/** Two collectors or commands that start at once make one authority: who comes second takes that of the first. */
async function readOrMake(file: string, name: string, now: number): Promise<KeyPair> {
  const known = readIfThere(file)
  if (known !== undefined) return { key: known, certificate: readCertificate(known, known, same(file)).chain }
  if (now < earliest)
    throw new Error(`tls: the clock of this machine says ${new Date(now).toISOString()}; set it, and start again`)
  const { makeAuthority } = await import('./authority.ts')
  const made = await makeAuthority(name, now)
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, `${made.key}${made.certificate}`, { mode: 0o600, flush: true })
  try {
    linkSync(part, file)
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return readOrMake(file, name, now)
  } finally {
    rmSync(part, { force: true })
  }
}

/** What this machine is called, and what was asked for. */
function ownNames(more: readonly string[]): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list = []) => list.map(({ address }) => address))
  const reachable = addresses.filter((address) => !address.startsWith('fe80'))
  const names = [...more, hostname(), 'localhost', '127.0.0.1', '::1', ...reachable]
  return [...new Map(names.map((name) => [canonicalName(name), name])).values()]
}

/** A certificate writes addresses of IPv6 out in full. */
function canonicalName(name: string): string {
  const lower = name.toLowerCase()
  return isIPv6(lower) ? new URL(`http://[${lower}]`).hostname.slice(1, -1) : lower
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`tls: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}); check its rights`, {
      cause: error,
    })
  }
}

function writeWhole(file: string, text: string, mode: number): void {
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, text, { mode, flush: true })
  chmodSync(part, mode)
  renameSync(part, file)
}

function same(file: string): { certificate: string; key: string } {
  return { certificate: file, key: file }
}
